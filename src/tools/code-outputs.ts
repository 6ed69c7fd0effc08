import type { PythonOutcome, Shown } from '../agent/tool'
import { CODE_MAX_CHARS, CODE_MAX_OUTPUTS, type CodeOutput, PREVIEW_CHARS } from '../wire/preview'
import { beginningOf, endOf } from './preview-text'
import { fitTable } from './table-preview'

/** A displayed thing as people see it, beside what the cell displayed. */
export interface Displayed {
  shown: Pick<Shown, 'at'>
  output: CodeOutput
}

/** Of a traceback: there is always room for it. */
const ERROR_CHARS = 10_000

/**
 * Everything that came of a cell, in its order: what was printed between the things that were displayed, then notes, then
 * the traceback. All of it together stays within CODE_MAX_CHARS as JSON; `cut` where something had to go.
 */
export function codeOutputs(
  { output, notes, error }: Pick<PythonOutcome, 'output' | 'notes' | 'error'>,
  displayed: readonly Displayed[],
): { outputs: CodeOutput[]; cut: boolean } {
  const all: CodeOutput[] = []
  let at = 0
  for (const each of displayed) {
    const end = Math.min(Math.max(each.shown.at, at), output.length)
    all.push(...printed(output.slice(at, end)), each.output)
    at = end
  }
  all.push(...printed(output.slice(at)), ...printed(notes.join('\n')))
  const last = error === null ? [] : printed(error, ERROR_CHARS)
  const { outputs, cut } = withinLimit(
    all,
    CODE_MAX_CHARS - JSON.stringify(last).length,
    CODE_MAX_OUTPUTS - last.length,
  )
  return { outputs: [...outputs, ...last], cut }
}

/** Of a long text its end, where whoever looks for what went wrong looks. */
function printed(text: string, chars = PREVIEW_CHARS): CodeOutput[] {
  const shown = text.replace(/\n$/, '')
  if (shown.trim() === '') return []
  const { text: end, cut } = endOf(shown, chars)
  return [{ kind: 'text', title: '', text: end, ...(cut ? { cut } : {}) }]
}

function withinLimit(
  all: readonly CodeOutput[],
  chars: number,
  count: number,
): { outputs: CodeOutput[]; cut: boolean } {
  const outputs: CodeOutput[] = []
  let left = chars
  for (const each of all) {
    const fitting = outputs.length < count ? within(each, left) : undefined
    if (!fitting) return { outputs, cut: true }
    outputs.push(fitting)
    left -= JSON.stringify(fitting).length + 1
  }
  return { outputs, cut: false }
}

/** The same, or the beginning of it that fits; undefined where none does. */
function within(output: CodeOutput, chars: number): CodeOutput | undefined {
  const size = JSON.stringify(output).length
  if (size <= chars) return output
  // In JSON a character takes up to six.
  if (output.kind === 'text' || output.kind === 'markdown') {
    const room = Math.floor((chars - (size - JSON.stringify(output.text).length) - ',"cut":true'.length) / 6)
    return room > 0 ? { ...output, ...beginningOf(output.text.slice(0, room)), cut: true } : undefined
  }
  if (output.kind !== 'table') return undefined
  const { columns, rows, totalRows, data } = output.table
  const { isWhole: _, ...table } = fitTable({ columns, rows: rows.slice(0, Math.floor(rows.length / 2)), totalRows })
  return rows.length > 1 ? within({ ...output, table: { ...table, data } }, chars) : undefined
}
