import * as z from 'zod'
import type { PythonOutcome } from '../../agent/tool'
import { CHART_MAX_VALUES, Chart } from '../../wire/chart'
import { Cell as TableCell } from '../../wire/table'
import type { KernelAnswer } from './kernel/host'

/** What Python's side says of a cell. It shares its memory with the code that ran, so nothing of it is taken on trust. */
const Cell = z.object({
  error: z.string().nullable().default(null),
  shown: z
    .array(
      z.object({
        text: z.string(),
        title: z.string().transform((title) => title.slice(0, TITLE_MAX_CHARS)),
        isResult: z.boolean(),
        at: z.int().min(0),
        svg: z.string().optional(),
        png: z.string().optional(),
        markdown: z.string().optional(),
        table: z
          .object({
            columns: z.array(z.string()),
            rows: z.array(z.array(TableCell)),
            total: z.int().min(0),
            csv: z.string().optional(),
          })
          .optional(),
        // One that cannot be drawn is shown as its picture.
        chart: z.unknown().transform(chartIn).optional(),
      }),
    )
    .default([]),
})

const TITLE_MAX_CHARS = 200

/** Labels count too. */
const CHART_MAX_CHARS = 60_000

/** Undefined where it is none, or one that does not hold what wire/chart.ts promises. */
function chartIn(given: unknown): Chart | undefined {
  const { success, data: chart } = Chart.safeParse(given)
  if (!success || chart.series.length === 0 || JSON.stringify(chart).length > CHART_MAX_CHARS) return undefined
  const length = chart.x.length - (chart.type === 'histogram' ? 1 : 0)
  const isEven = chart.series.every(({ values }) => values.length === length)
  return isEven && length > 0 && length * chart.series.length <= CHART_MAX_VALUES ? chart : undefined
}

const CUTS = {
  time: 'Stopped: the time for one call was over. Do it in smaller steps; variables are as the code left them.',
  stop: 'Stopped.',
  print: 'Stopped: the code printed more than 2 MiB. Write to a file, or print less.',
}

/** Throws where the answer is not one. */
export function readCell({ cell, output, cut, notes }: KernelAnswer, more: readonly string[]): PythonOutcome {
  const { shown, error } = Cell.parse(JSON.parse(cell))
  return { output, shown, error, notes: [...(cut ? [CUTS[cut]] : []), ...notes, ...more] }
}
