import { text } from '../text/text'
import { lazily } from '../ui/lazily'
import type { PreviewContext, PreviewOf } from './kinds'
import { nameOf } from './name'
import { PreviewHead } from './preview-head'

const ROW_PX = 30
const BOX_MAX_PX = 280

const TableView = lazily(
  () => import('./table/table-view').then(({ TableView }) => TableView),
  ({ table }) => Math.min(BOX_MAX_PX, (table.rows.length + 1) * ROW_PX) + ROW_PX,
)

export function TablePreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'table'> }) {
  const { path, table } = preview
  return (
    <>
      <PreviewHead preview={preview} context={context} name={path ?? nameOf(preview)}>
        {text.value.previews.rows(table.totalRows)}
      </PreviewHead>
      <TableView table={table} title={nameOf(preview)} place={context.place} />
    </>
  )
}
