import { ToolError } from '../agent/tool'
import { AppError } from '../errors'

/** Where the agent sees the workspace's root. */
export const WORKSPACE_ROOT = '/mnt/okcomputer'

/** The longest path is 1,024 bytes, and the longest name in it 255, as on most disks: an export must fit there. */
const PATH_MAX_BYTES = 1024
const NAME_MAX_BYTES = 255

/** The path of a file as a tool call names it, from the root. Throws ToolError with a sentence for the model. */
export function toolFilePath(given: string): string {
  return orThrow(parsePath(given, { what: 'file', parents: 'resolve' }), (problem) => new ToolError(problem))
}

/** The path of a folder or file as a tool call names it; '' is the root. Throws ToolError. */
export function toolFolderPath(given: string): string {
  return orThrow(parsePath(given, { what: 'folder', parents: 'resolve' }), (problem) => new ToolError(problem))
}

/** The path of a file as an HTTP request names it, percent-decoded; any `..` is refused. Throws AppError invalid_path. */
export function requestFilePath(given: string): string {
  const parsed = parsePath(given, { what: 'file', parents: 'refuse' })
  return orThrow(parsed, (problem) => new AppError('invalid_path', problem))
}

/** The folders above a path, nearest the root first: `a/b/c` gives `a` and `a/b`. */
export function parentsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1)
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}

type Parsed = { path: string } | { problem: string }

function orThrow(parsed: Parsed, failure: (problem: string) => Error): string {
  if ('problem' in parsed) throw failure(parsed.problem)
  return parsed.path
}

interface Rules {
  what: 'file' | 'folder'
  parents: 'resolve' | 'refuse'
}

/** The canonical path (NFC, no empty or dot names), or the sentence that says why there is none. */
export function parsePath(given: string, { what, parents }: Rules): Parsed {
  const problem = characterProblem(given)
  if (problem) return { problem }
  const relative = fromRoot(given.normalize('NFC'))
  if (relative === undefined) return { problem: outside(given) }
  if (what === 'file' && relative.endsWith('/')) {
    return { problem: `The path ${quoted(given)} ends with a slash, as a folder's does. Name a file in it.` }
  }
  const names: string[] = []
  for (const name of relative.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (parents === 'refuse' || names.pop() === undefined) return { problem: outside(given) }
  }
  if (what === 'file' && names.length === 0)
    return { problem: 'The path is empty. Name a file, like output/report.md.' }
  return sizeProblem(names) ?? { path: names.join('/') }
}

function characterProblem(given: string): string | undefined {
  if (!given.isWellFormed()) return 'The path is not valid Unicode. Use another name.'
  if (given.includes('\\')) return `The path ${quoted(given)} has a backslash. Separate names with /.`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(given))
    return 'The path has a control character. Use another name.'
  return undefined
}

function fromRoot(given: string): string | undefined {
  if (!given.startsWith('/')) return given
  const absolute = given.replace(/^\/+/, '/')
  if (absolute === WORKSPACE_ROOT) return ''
  return absolute.startsWith(`${WORKSPACE_ROOT}/`) ? absolute.slice(WORKSPACE_ROOT.length + 1) : undefined
}

function outside(given: string): string {
  return `The path ${quoted(given)} leaves the workspace. Use a path below ${WORKSPACE_ROOT}/, without "..".`
}

function sizeProblem(names: string[]): { problem: string } | undefined {
  const bytes = new TextEncoder()
  if (names.some((name) => bytes.encode(name).length > NAME_MAX_BYTES)) {
    return { problem: `A name in the path is longer than ${NAME_MAX_BYTES} bytes. Choose a shorter one.` }
  }
  if (bytes.encode(names.join('/')).length > PATH_MAX_BYTES) {
    return { problem: `The path is longer than ${PATH_MAX_BYTES} bytes. Choose a shorter one.` }
  }
  return undefined
}

function quoted(given: string): string {
  return `"${given.length > 200 ? `${given.slice(0, 200)}…` : given}"`
}
