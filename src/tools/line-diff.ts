import { structuredPatch } from 'diff'
import { type DiffLine, PREVIEW_CHARS } from '../wire/preview'

export interface LineDiff {
  lines: DiffLine[]
  added: number
  removed: number
  cut?: true
}

/** Past this the two texts have so little in common that a diff helps nobody and costs much. */
const MAX_EDIT_LENGTH = 2000

const CONTEXT_LINES = 3

/** What changed, with three lines around each change; undefined where the texts differ too much. */
export function diffOf(before: string, after: string): LineDiff | undefined {
  const options = { context: CONTEXT_LINES, maxEditLength: MAX_EDIT_LENGTH, stripTrailingCr: true }
  const patch = structuredPatch('', '', before, after, '', '', options)
  if (!patch) return undefined
  const hunks = patch.hunks.map(({ lines }) => lines.filter((line) => !line.startsWith('\\')).map(lineOf))
  return counted(hunks.flatMap((lines, index) => (index === 0 ? lines : [gap, ...lines])))
}

/** Old lines, then new ones: all that can be shown while only the arguments are known. */
export function linesOf(from: string, to: string): LineDiff {
  const split = (text: string, kind: DiffLine['kind']): DiffLine[] =>
    text === ''
      ? []
      : text
          .replace(/\r?\n$/, '')
          .split('\n')
          .map((line) => ({ kind, text: line }))
  return counted([...split(from, 'remove'), ...split(to, 'add')])
}

/** Stands for the unchanged lines between two changes. */
const gap: DiffLine = { kind: 'keep', text: '⋯' }

function lineOf(line: string): DiffLine {
  const kind = line.startsWith('+') ? 'add' : line.startsWith('-') ? 'remove' : 'keep'
  return { kind, text: line.slice(1) }
}

function counted(all: DiffLine[]): LineDiff {
  const added = all.filter(({ kind }) => kind === 'add').length
  const removed = all.filter(({ kind }) => kind === 'remove').length
  const lines: DiffLine[] = []
  let room = PREVIEW_CHARS
  for (const line of all) {
    if (line.text.length > room) {
      if (lines.length === 0) lines.push({ ...line, text: line.text.slice(0, room) })
      return { lines, added, removed, cut: true }
    }
    lines.push(line)
    room -= line.text.length + 1
  }
  return { lines, added, removed }
}
