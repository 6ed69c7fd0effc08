import * as z from 'zod'
import { defineTool, ToolError, type WorkspaceFile } from '../agent/tool'
import type { Table } from '../wire/table'
import { isSeparatedValues, readCsv } from './csv'
import { beginningOf, endOf, isMarkdown, linesIn, shownPath, textOf } from './preview-text'
import { tableOf } from './table-preview'

/** What a model writes in one call; longer text comes in pieces. */
const MAX_CHARS = 100_000

/** Appending reads the file whole. */
const APPEND_MAX_BYTES = 20_000_000

interface WriteResult {
  path: string
  sizeBytes: number
  table: Table | undefined
}

export const writeFile = defineTool({
  name: 'mshtools-write_file',
  description:
    'Create a text file in the workspace, or replace one that you have read or written before; folders come into being ' +
    `by themselves. At most ${MAX_CHARS} characters a call: write the beginning, then add the rest by calls with append. ` +
    'To change a part of a file, use edit_file. Files for the user go below /mnt/okcomputer/output/.',
  input: z.strictObject({
    file_path: z.string().describe('Like /mnt/okcomputer/output/report.md; a relative path starts at the root.'),
    content: z.string().describe('The whole text, or what is to be added.'),
    append: z.boolean().default(false).describe('Add to the end of the file instead of replacing it.'),
  }),
  effect: 'workspace',

  async run({ file_path, content, append }, { files, show }): Promise<WriteResult> {
    if (content.length > MAX_CHARS) {
      throw new ToolError(
        `The content has ${content.length} characters; one call takes at most ${MAX_CHARS}. ` +
          'Write the first part, then add the rest with append.',
      )
    }
    const existing = files.find(file_path)
    if (existing && !append && !files.wasRead(file_path)) {
      throw new ToolError(
        `"${existing.path}" exists and you have not read what it holds now. Read it with mshtools-read_file, then write.`,
      )
    }
    const whole = existing && append ? await joined(await files.read(file_path), content) : content
    const entry = await files.write(file_path, whole)
    const { path, sizeBytes } = entry
    // Of what is added the columns have no names.
    const grid = isSeparatedValues(path) && !append ? readCsv(content) : undefined
    const table = grid && grid.totalRows > 0 ? await tableOf(grid, () => show.keepFile(entry)) : undefined
    return { path, sizeBytes, table }
  },

  content: ({ path, sizeBytes }) => JSON.stringify({ path, sizeBytes }),

  preview(input, result) {
    const path = result?.path ?? shownPath(input.file_path)
    const content = textOf(input.content)
    if (result?.table) return { kind: 'table', title: path, path, table: result.table }
    const excerpt = result ? beginningOf(content) : endOf(content)
    if (isMarkdown(path)) {
      const { text, cut } = excerpt
      return { kind: 'markdown', title: path, path, text, ...(cut ? { cut } : {}) }
    }
    return { kind: 'file', title: path, path, lines: linesIn(content), ...excerpt }
  },
})

async function joined(file: WorkspaceFile, content: string): Promise<Uint8Array> {
  if (file.entry.sizeBytes > APPEND_MAX_BYTES) {
    throw new ToolError(`"${file.entry.path}" has grown past ${APPEND_MAX_BYTES} bytes. Go on in another file.`)
  }
  const before = await file.bytes()
  const after = new TextEncoder().encode(content)
  const whole = new Uint8Array(before.length + after.length)
  whole.set(before)
  whole.set(after, before.length)
  return whole
}
