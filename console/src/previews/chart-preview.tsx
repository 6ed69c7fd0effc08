import { text } from '../text/text'
import { lazily } from '../ui/lazily'
import type { PreviewContext, PreviewOf } from './kinds'
import { nameOf } from './name'
import { PreviewHead } from './preview-head'

/** As `style/charts.css` has it. */
const HEIGHT_PX = 320

const ChartView = lazily(
  () => import('./chart/chart-view').then(({ ChartView }) => ChartView),
  () => HEIGHT_PX,
)

export function ChartPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'chart'> }) {
  const { chart } = preview
  return (
    <>
      <PreviewHead preview={preview} context={context}>
        {context.place !== 'full' && <span class="chart-kind">{text.value.previews.chartKinds[chart.type]}</span>}
      </PreviewHead>
      <ChartView chart={chart} title={nameOf(preview)} place={context.place} />
    </>
  )
}
