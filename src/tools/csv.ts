import type { Cell } from '../wire/table'
import { TABLE_MAX_ROWS } from '../wire/table'
import { CELL_MAX_CHARS, COLUMNS_MAX, type Grid } from './table-preview'

/** Of the first line, to see what separates its fields. */
const DELIMITERS = [',', '\t', ';', '|']

/** A file of separated values, whose first line names the columns; undefined where the path is of no such file. */
export function isSeparatedValues(path: string): boolean {
  return /\.[ct]sv$/i.test(path)
}

export function readCsv(text: string): Grid {
  const reader = new CsvReader()
  reader.add(text)
  return reader.finish()
}

/**
 * Reads separated values piece by piece (RFC 4180; the separator by the first line), keeps the rows that a preview may
 * show and counts the others. Empty lines are none. A cell is a number where that prints as it stood.
 */
export class CsvReader {
  #delimiter = ''
  #head = ''
  readonly #rows: string[][] = []
  #totalRows = 0
  #row: string[] = []
  #cell = ''
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start'

  add(text: string): void {
    if (this.#delimiter !== '') this.#read(text)
    else {
      this.#head += text
      if (this.#head.includes('\n')) this.#begin()
    }
  }

  finish(): Grid {
    if (this.#delimiter === '') this.#begin()
    if (this.#cell !== '' || this.#row.length > 0 || this.#state !== 'start') this.#endRow()
    const [columns = [], ...rows] = this.#rows
    return { columns, rows: rows.map((row) => row.map(cellOf)), totalRows: Math.max(0, this.#totalRows - 1) }
  }

  #begin(): void {
    const text = this.#head.replace(/^\ufeff/, '')
    const [line = ''] = text.split('\n', 1)
    const bare = line.replace(/"[^"]*"/g, '')
    const counts = DELIMITERS.map((each) => bare.split(each).length)
    this.#delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
    this.#head = ''
    this.#read(text)
  }

  #read(text: string): void {
    for (const char of text) {
      if (this.#state === 'quoted') {
        if (char === '"') this.#state = 'quote'
        else this.#grow(char)
      } else if (char === '"' && this.#state === 'start') this.#state = 'quoted'
      else if (char === '"' && this.#state === 'quote') {
        this.#grow(char)
        this.#state = 'quoted'
      } else if (char === this.#delimiter) this.#endCell()
      else if (char === '\n') this.#endRow()
      else {
        this.#grow(char)
        this.#state = 'plain'
      }
    }
  }

  #grow(char: string): void {
    if (this.#cell.length <= CELL_MAX_CHARS) this.#cell += char
  }

  #endCell(): void {
    if (this.#row.length <= COLUMNS_MAX) this.#row.push(this.#cell)
    this.#cell = ''
    this.#state = 'start'
  }

  #endRow(): void {
    if (this.#cell.endsWith('\r')) this.#cell = this.#cell.slice(0, -1)
    const isEmpty = this.#row.length === 0 && this.#cell === ''
    this.#endCell()
    if (!isEmpty) {
      this.#totalRows++
      // The names of the columns, the rows to be shown, and one more that tells that there are more.
      if (this.#rows.length < TABLE_MAX_ROWS + 2) this.#rows.push(this.#row)
    }
    this.#row = []
  }
}

/** A number where that prints as it stood: `007` and `1.50` stay text. */
export function cellOf(text: string): Cell {
  const number = Number(text)
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : text
}
