/** Longer lines are data or minified code; their beginning tells a model what they are. */
export const LINE_MAX_CHARS = 2000

/** What one read gives a model, however many lines it asks for. */
export const WINDOW_MAX_CHARS = 200_000

export interface TextWindow {
  /** Without their ends; a long one cut, with a note. */
  lines: string[]
  /** The number of the first one, counted from 1. */
  firstLine: number
  /** Of the whole text. */
  totalLines: number
}

interface Wish {
  offset: number
  limit: number
}

/** Reads a text piece by piece and keeps only the lines wished for; all others are counted. */
export class LineReader {
  readonly #first: number
  readonly #end: number
  readonly #lines: string[] = []
  #chars = 0
  #full = false
  #line = ''
  #lineChars = 0
  #number = 1

  constructor({ offset, limit }: Wish) {
    this.#first = offset
    this.#end = offset + limit
  }

  add(text: string): void {
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#grow(text, start, end)
      this.#endLine()
      start = end + 1
    }
    this.#grow(text, start, text.length)
  }

  /** A newline at the end of a text ends its last line and does not begin another. */
  finish(): TextWindow {
    if (this.#lineChars > 0) this.#endLine()
    return { lines: this.#lines, firstLine: this.#first, totalLines: this.#number - 1 }
  }

  #isWanted(): boolean {
    return !this.#full && this.#number >= this.#first && this.#number < this.#end
  }

  #grow(text: string, start: number, end: number): void {
    this.#lineChars += end - start
    const room = LINE_MAX_CHARS + 1 - this.#line.length
    if (room > 0 && this.#isWanted()) this.#line += text.slice(start, Math.min(end, start + room))
  }

  #endLine(): void {
    if (this.#isWanted()) this.#keep(shortened(this.#line, this.#lineChars))
    this.#line = ''
    this.#lineChars = 0
    this.#number++
  }

  #keep(line: string): void {
    this.#chars += line.length
    this.#full = this.#chars > WINDOW_MAX_CHARS && this.#lines.length > 0
    if (!this.#full) this.#lines.push(line)
  }
}

function shortened(line: string, chars: number): string {
  if (chars <= LINE_MAX_CHARS) return line.endsWith('\r') ? line.slice(0, -1) : line
  return `${line.slice(0, LINE_MAX_CHARS)} [line cut here: it has ${chars} characters]`
}

/** As `cat -n` numbers: six wide, a tab, the line. */
export function numbered({ lines, firstLine }: TextWindow): string {
  return lines.map((line, index) => `${String(firstLine + index).padStart(6)}\t${line}`).join('\n')
}
