import * as z from 'zod/mini'

const Numbers = z.array(z.nullable(z.number()))

/**
 * A chart by its data; whoever shows it draws it. A null is a gap. `x` are places on the horizontal axis, numbers or labels,
 * one for each value of a series; of a histogram they are the edges of its ranges, one more than there are counts. Of
 * a heat map a series is a row and its name the row's.
 */
export const Chart = z.object({
  type: z.enum(['line', 'bar', 'scatter', 'histogram', 'heatmap']),
  x: z.array(z.union([z.number(), z.string()])),
  /** A name is '' where there is only one and it needs none. */
  series: z.array(z.object({ name: z.string(), values: Numbers })),
  xLabel: z.string(),
  yLabel: z.string(),
})
export type Chart = z.infer<typeof Chart>

/** A chart with more values than this is shown as the picture that its maker drew. */
export const CHART_MAX_VALUES = 2000
