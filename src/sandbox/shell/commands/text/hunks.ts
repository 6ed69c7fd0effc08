import { diffArrays } from 'diff'

/** Lines marked ' ', '-' or '+', and where they begin in both texts, counted from 1. */
export interface Hunk {
  before: { start: number; lines: number }
  after: { start: number; lines: number }
  lines: string[]
}

const NO_NEWLINE = '\\ No newline at end of file'

/** Past this the texts have so little in common that all of one replaces all of the other. */
const MAX_EDIT_LENGTH = 4000

export function hunksOf(
  before: string,
  after: string,
  context: number,
  isSame: (a: string, b: string) => boolean,
): Hunk[] {
  const [old, now] = [split(before), split(after)]
  const changes = diffArrays(old, now, { comparator: isSame, maxEditLength: MAX_EDIT_LENGTH }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: now },
  ]
  const marked = changes.flatMap(({ removed, added, value }) =>
    value.map((line) => (removed ? '-' : added ? '+' : ' ') + line),
  )
  const hunks: Hunk[] = []
  let hunk: Hunk | undefined
  let [oldAt, nowAt, quiet] = [1, 1, 0]
  for (const [at, line] of marked.entries()) {
    if (line[0] !== ' ') {
      quiet = 0
      if (!hunk) {
        const lead = marked.slice(Math.max(0, at - context), at)
        hunk = {
          before: { start: oldAt - lead.length, lines: 0 },
          after: { start: nowAt - lead.length, lines: 0 },
          lines: [],
        }
        for (const each of lead) add(hunk, each)
        hunks.push(hunk)
      }
    } else quiet++
    if (hunk) add(hunk, line)
    if (line[0] !== '+') oldAt++
    if (line[0] !== '-') nowAt++
    if (hunk && quiet >= context && !changesSoon(marked, at, context)) hunk = undefined
  }
  return hunks
}

/** Two changes with at most twice the context between them are one hunk. */
function changesSoon(marked: readonly string[], at: number, context: number): boolean {
  return marked.slice(at + 1, at + 1 + Math.max(1, context)).some((line) => line[0] !== ' ')
}

function add(hunk: Hunk, line: string): void {
  hunk.lines.push(line)
  if (line[0] !== '+') hunk.before.lines++
  if (line[0] !== '-') hunk.after.lines++
}

/** Each line, with its missing end told in the way of `diff`. */
function split(text: string): string[] {
  if (text === '') return []
  const lines = text.split('\n')
  const last = lines.pop()
  return last === '' || last === undefined ? lines : [...lines, `${last}\n${NO_NEWLINE}`]
}

export function inUnifiedForm({ before, after, lines }: Hunk): string {
  const range = ({ start, lines }: Hunk['before']) =>
    lines === 0 ? `${start - 1},0` : lines === 1 ? String(start) : `${start},${lines}`
  return `@@ -${range(before)} +${range(after)} @@\n${lines.map((line) => `${line}\n`).join('')}`
}

export function inNormalForm({ before, after, lines }: Hunk): string {
  const range = ({ start, lines }: Hunk['before']) =>
    lines === 0 ? String(start - 1) : lines === 1 ? String(start) : `${start},${start + lines - 1}`
  const kind = before.lines === 0 ? 'a' : after.lines === 0 ? 'd' : 'c'
  const of = (mark: string, sign: string) =>
    lines
      .filter((line) => line[0] === mark)
      .map((line) => `${sign} ${line.slice(1)}\n`)
      .join('')
  const middle = kind === 'c' ? '---\n' : ''
  return `${range(before)}${kind}${range(after)}\n${of('-', '<')}${middle}${of('+', '>')}`
}
