import type { Shown, Toolbox } from '../agent/tool'
import type { FileEntry } from '../wire/files'
import { CODE_MAX_OUTPUTS, type CodeOutput } from '../wire/preview'
import type { Displayed } from './code-outputs'
import { imageSizeOf, svgSizeOf, UNKNOWN_SIZE } from './image-size'
import { imageTypeOf } from './image-type'
import { beginningOf } from './preview-text'
import { tableOf } from './table-preview'

export type Picture = Pick<FileEntry, 'path' | 'sizeBytes'>

type Place = Pick<Toolbox, 'files' | 'show' | 'invocationId'>

/** What all tables of a call together keep as CSV: in bytes up to three times as much. */
const DATA_MAX_CHARS = 5_000_000

/**
 * Displayed things as people see them. Pictures become files too, so that a person can open them and the model can
 * build on them.
 */
export async function showThings(
  shown: readonly Shown[],
  place: Place,
): Promise<{ pictures: Picture[]; displayed: Displayed[] }> {
  const showing = new Showing(place)
  const displayed: Displayed[] = []
  for (const each of shown) displayed.push({ shown: each, output: await showing.show(each) })
  return { pictures: showing.pictures, displayed }
}

class Showing {
  readonly pictures: Picture[] = []
  #dataChars = 0

  constructor(private readonly place: Place) {}

  async show(shown: Shown): Promise<CodeOutput> {
    const { title, table, markdown, svg, png, text } = shown
    if (svg !== undefined) return this.#drawing(shown, svg)
    if (table && table.columns.length > 0) {
      const grid = { columns: table.columns, rows: table.rows, totalRows: table.total }
      return { kind: 'table', title, table: await tableOf(grid, () => this.#data(title, table.csv)) }
    }
    const picture = png === undefined ? undefined : await this.#picture(title, png)
    if (picture) return picture
    if (markdown !== undefined) return { kind: 'markdown', title, ...beginningOf(markdown) }
    return { kind: 'text', title: '', ...beginningOf(text) }
  }

  /** A chart with few enough numbers is drawn anew by whoever shows it. */
  async #drawing({ title, chart }: Shown, svg: string): Promise<CodeOutput> {
    const entry = await this.#write('svg', svg)
    const attachment = this.#attach(entry)
    if (chart) return { kind: 'chart', title, chart, ...attachment }
    const { path, sizeBytes } = entry
    return { kind: 'image', title, path, sizeBytes, ...(svgSizeOf(svg) ?? UNKNOWN_SIZE), ...attachment }
  }

  /** Undefined where the bytes are of no picture that browsers show. */
  async #picture(title: string, base64: string): Promise<CodeOutput | undefined> {
    const bytes = bytesIn(base64)
    const type = bytes && imageTypeOf(bytes)
    if (!type) return undefined
    const entry = await this.#write(type.slice('image/'.length), bytes)
    const { path, sizeBytes } = entry
    return { kind: 'image', title, path, sizeBytes, ...(imageSizeOf(bytes) ?? UNKNOWN_SIZE), ...this.#attach(entry) }
  }

  async #write(extension: string, content: string | Uint8Array): Promise<FileEntry> {
    const { files, invocationId } = this.place
    const path = `output/figures/${invocationId}-${this.pictures.length + 1}.${extension}`
    const entry = await files.write(path, content)
    this.pictures.push({ path: entry.path, sizeBytes: entry.sizeBytes })
    return entry
  }

  /** What is past the last thing that a preview shows is only a file. */
  #attach(entry: FileEntry) {
    return this.pictures.length > CODE_MAX_OUTPUTS ? {} : { attachment: this.place.show.keepFile(entry) }
  }

  async #data(title: string, csv: string | undefined) {
    if (csv === undefined || this.#dataChars + csv.length > DATA_MAX_CHARS) return null
    this.#dataChars += csv.length
    const name = `${
      title
        .replace(/[^\p{L}\p{N}_-]+/gu, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 40) || 'table'
    }.csv`
    return this.place.show.keep({ name, type: 'text/csv; charset=utf-8', content: csv })
  }
}

/** Of other code than ours, so it may be anything. */
function bytesIn(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(base64)
  } catch {
    return undefined
  }
}
