import * as z from 'zod'
import type { PythonOutcome } from '../../agent/tool'
import type { KernelAnswer } from './kernel/host'

/** What Python's side says of a cell. It shares its memory with the code that ran, so nothing of it is taken on trust. */
const Cell = z.object({
  error: z.string().nullable().default(null),
  shown: z
    .array(
      z.object({
        text: z.string(),
        isResult: z.boolean(),
        svg: z.string().optional(),
        png: z.string().optional(),
        html: z.string().optional(),
        table: z
          .object({
            columns: z.array(z.string()),
            rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
            total: z.int(),
          })
          .optional(),
      }),
    )
    .default([]),
})

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
