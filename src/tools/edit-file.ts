import * as z from 'zod'
import { defineTool, ToolError, type WorkspaceFile, type WorkspaceFiles } from '../agent/tool'
import { hintFor } from './edit-hints'
import { diffOf, linesOf } from './line-diff'
import { shownPath, textOf } from './preview-text'

/** The file is held in memory as text, several times over. */
const EDIT_MAX_BYTES = 5_000_000
const RESULT_MAX_CHARS = 10_000_000

export const editFile = defineTool({
  name: 'mshtools-edit_file',
  description:
    'Replace text in a file that you have read or written in this conversation. old_string must be exactly what the file ' +
    'holds, with its indentation and without the line numbers of read_file, and must stand there once: add lines around ' +
    'it until it does, or set replace_all to change every place. new_string may be empty, to remove.',
  input: z.strictObject({
    file_path: z.string().describe('Like /mnt/okcomputer/output/site/index.html.'),
    old_string: z.string().describe('The exact text to replace.'),
    new_string: z.string().describe('What takes its place; different from old_string.'),
    replace_all: z.boolean().default(false).describe('Replace every place where old_string stands.'),
  }),
  effect: 'workspace',

  async run({ file_path, old_string, new_string, replace_all }, { files }) {
    if (old_string === '')
      throw new ToolError('old_string is empty. Give the text to replace; to add text, include a line beside it.')
    if (old_string === new_string) throw new ToolError('old_string and new_string are the same: nothing would change.')
    const file = await openForEdit(file_path, files)
    const before = await textToEdit(file)
    const [from, to] = withLineEndsOf(before, old_string, new_string)
    const places = placesOf(from, before)
    if (places.length === 0)
      throw new ToolError(`old_string is not in "${file.entry.path}". ${hintFor(old_string, before)}`)
    if (places.length > 1 && !replace_all) throw new ToolError(notUnique(places, before))
    if (before.length + places.length * (to.length - from.length) > RESULT_MAX_CHARS) {
      throw new ToolError(`The file would grow past ${RESULT_MAX_CHARS} characters. Make a smaller change.`)
    }
    const after = before.split(from).join(to)
    const { path, sizeBytes } = await files.write(file_path, after)
    return { path, sizeBytes, diff: diffOf(before, after) ?? linesOf(from, to) }
  },

  content: ({ path, sizeBytes }) => JSON.stringify({ path, sizeBytes }),

  preview(input, result) {
    const path = result?.path ?? shownPath(input.file_path)
    const diff = result?.diff ?? linesOf(textOf(input.old_string), textOf(input.new_string))
    return { kind: 'diff', title: path, path, ...diff }
  },
})

async function openForEdit(path: string, files: WorkspaceFiles): Promise<WorkspaceFile> {
  const wasRead = files.find(path) !== undefined && files.wasRead(path)
  const file = await files.read(path)
  if (!wasRead) {
    throw new ToolError(
      `You have not read what "${file.entry.path}" holds now. Read it with mshtools-read_file, then edit.`,
    )
  }
  if (file.entry.sizeBytes > EDIT_MAX_BYTES) {
    throw new ToolError(
      `"${file.entry.path}" is larger than ${EDIT_MAX_BYTES} bytes. Write a new, smaller file instead.`,
    )
  }
  return file
}

/** Strict, and with its byte order mark: an edit must not change what it does not name. */
async function textToEdit(file: WorkspaceFile): Promise<string> {
  const bytes = await file.bytes()
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ToolError(`"${file.entry.path}" is not UTF-8 text and cannot be edited. Write a new file instead.`)
  }
}

/** read_file shows lines without their ends, so a model cannot know that a file ends them with CRLF. */
function withLineEndsOf(text: string, from: string, to: string): [from: string, to: string] {
  const crlf = text.includes('\r\n') && from.includes('\n') && !from.includes('\r')
  if (!crlf || text.includes(from)) return [from, to]
  return [from.replaceAll('\n', '\r\n'), to.replace(/\r?\n/g, '\r\n')]
}

/** Where `from` starts, each place after the end of the one before, as `split` sees them. */
function placesOf(from: string, text: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) places.push(at)
  return places
}

const NAMED_LINES = 10

function notUnique(places: number[], text: string): string {
  const lines = places.slice(0, NAMED_LINES).map((at) => text.slice(0, at).split('\n').length)
  const more = places.length > NAMED_LINES ? ' and more' : ''
  return (
    `old_string stands ${places.length} times, at lines ${lines.join(', ')}${more}. ` +
    'Add lines around it until it is unique, or set replace_all to true.'
  )
}
