import * as z from 'zod'
import { defineTool, type PdfReader, type Showcase, ToolError, type WorkspaceFile } from '../agent/tool'
import type { Attachment } from '../wire/attachments'
import type { Table } from '../wire/table'
import { CsvReader, isSeparatedValues } from './csv'
import { isDocument, readDocument } from './documents/document-text'
import { type ImageSize, imageSizeOf, UNKNOWN_SIZE } from './image-size'
import { IMAGE_MAX_BYTES, imageTypeOf, isNamedAsImage } from './image-type'
import { beginningOf, isMarkdown, shownPath } from './preview-text'
import { type Grid, tableOf } from './table-preview'
import { LINE_MAX_CHARS, LineReader, numbered, type TextWindow } from './text-window'

const DEFAULT_LINES = 100

/** A larger file is shown by its first lines. */
const TABLE_FILE_MAX_BYTES = 5_000_000

/** A NUL this early means bytes that are no text. */
const SNIFFED_BYTES = 8192

type ReadResult =
  | { kind: 'text'; path: string; window: TextWindow; note: string; table: Table | undefined }
  | {
      kind: 'image'
      path: string
      mediaType: string
      sizeBytes: number
      size: ImageSize | undefined
      attachment: Attachment
    }

export const readFile = defineTool({
  name: 'mshtools-read_file',
  description:
    `Read a file of the workspace. Text comes with its line numbers, the first ${DEFAULT_LINES} lines unless you give ` +
    `offset and limit; a line is cut after ${LINE_MAX_CHARS} characters. Images (png, jpg, gif, webp) are shown to you. ` +
    'PDF, DOCX, XLSX and PPTX come as Markdown. Read a file before you edit or overwrite it.',
  input: z.strictObject({
    file_path: z.string().describe('Like /mnt/okcomputer/output/report.md; a relative path starts at the root.'),
    limit: z.int().optional().describe(`How many lines; ${DEFAULT_LINES} unless told.`),
    offset: z.int().optional().describe('The first line, counted from 1; 1 unless told.'),
  }),
  effect: 'none',

  async run({ file_path, limit = DEFAULT_LINES, offset = 1 }, { files, show, pdf }): Promise<ReadResult> {
    if (limit < 1) throw new ToolError('limit is the number of lines: give 1 or more.')
    if (offset < 0) throw new ToolError('offset is the first line, counted from 1: give 1 or more.')
    const file = await files.read(file_path)
    const { path } = file.entry
    if (isNamedAsImage(path)) return readImage(file, show)
    const { window, grid } = await readLines(file, { limit, offset: Math.max(1, offset) }, pdf)
    const table = grid && (await tableOf(grid, () => (isDocument(path) ? null : show.keepFile(file.entry))))
    return { kind: 'text', path, window, note: noteFor(path, window), table }
  },

  content(result) {
    if (result.kind === 'text') return [numbered(result.window), result.note].filter((part) => part !== '').join('\n')
    const { path, mediaType, sizeBytes } = result
    return { text: `"${path}": ${mediaType}, ${sizeBytes} bytes.`, images: [{ path, mediaType }] }
  },

  preview(input, result) {
    const path = result?.path ?? shownPath(input.file_path)
    if (result?.kind === 'image') {
      const { sizeBytes, size = UNKNOWN_SIZE, attachment } = result
      return { kind: 'image', title: path, path, sizeBytes, ...size, attachment }
    }
    if (!result) return { kind: 'file', title: path, path, text: '', lines: null }
    if (result.table) return { kind: 'table', title: path, path, table: result.table }
    const { lines, firstLine, totalLines } = result.window
    const excerpt = beginningOf(lines.join('\n'))
    if (isMarkdown(path) && firstLine === 1) {
      const cut = lines.length < totalLines ? { cut: true } : {}
      return { kind: 'markdown', title: path, path, ...excerpt, ...cut }
    }
    return { kind: 'file', title: path, path, ...excerpt, lines: totalLines, ...(firstLine > 1 ? { firstLine } : {}) }
  },
})

async function readImage(file: WorkspaceFile, show: Showcase): Promise<ReadResult> {
  const { path, sizeBytes } = file.entry
  if (sizeBytes > IMAGE_MAX_BYTES) {
    throw new ToolError(`"${path}" is larger than ${IMAGE_MAX_BYTES / 1_000_000} MB, the most an image may have here.`)
  }
  const bytes = await file.bytes()
  const mediaType = imageTypeOf(bytes)
  if (!mediaType) throw new ToolError(`"${path}" is named like an image, but its bytes are of none that can be shown.`)
  const attachment = show.keepFile(file.entry, { type: mediaType })
  return { kind: 'image', path, mediaType, sizeBytes, size: imageSizeOf(bytes), attachment }
}

interface TextRead {
  window: TextWindow
  /** Where the file is a table; a later part of one is shown as the lines that it is. */
  grid: Grid | undefined
}

async function readLines(
  file: WorkspaceFile,
  wish: { offset: number; limit: number },
  pdf: PdfReader,
): Promise<TextRead> {
  const reader = new LineReader(wish)
  const { path, sizeBytes } = file.entry
  const isBeginning = wish.offset === 1
  if (isDocument(path)) {
    const { text, grid } = await readDocument(file, pdf)
    reader.add(text)
    return { window: reader.finish(), grid: isBeginning ? grid : undefined }
  }
  const isTable = isSeparatedValues(path) && isBeginning && sizeBytes <= TABLE_FILE_MAX_BYTES
  const table = isTable ? new CsvReader() : undefined
  const add = (text: string) => {
    reader.add(text)
    table?.add(text)
  }
  let decoder: TextDecoder | undefined
  for await (const bytes of await file.stream()) {
    decoder ??= decoderFor(bytes, file)
    add(decoder.decode(bytes, { stream: true }))
  }
  add(decoder?.decode() ?? '')
  const grid = table?.finish()
  return { window: reader.finish(), grid: grid && grid.totalRows > 0 ? grid : undefined }
}

/** By the first bytes: a byte order mark tells UTF-16, a NUL elsewhere that this is no text. */
function decoderFor(bytes: Uint8Array, { entry }: WorkspaceFile): TextDecoder {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be')
  if (!bytes.subarray(0, SNIFFED_BYTES).includes(0)) return new TextDecoder()
  throw new ToolError(
    `"${entry.path}" is binary (${entry.type}, ${entry.sizeBytes} bytes) and cannot be read as text. ` +
      'Images, PDF, DOCX, XLSX and PPTX can be read.',
  )
}

function noteFor(path: string, { lines, firstLine, totalLines }: TextWindow): string {
  if (totalLines === 0) return `"${path}" is empty.`
  if (lines.length === 0) return `"${path}" has ${totalLines} lines; none at ${firstLine} or after.`
  const last = firstLine + lines.length - 1
  if (firstLine === 1 && last === totalLines) return ''
  const shown = `[Lines ${firstLine}-${last} of ${totalLines}.`
  return last < totalLines ? `${shown} To go on, read with offset ${last + 1}.]` : `${shown}]`
}
