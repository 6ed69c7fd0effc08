import type { DiffLine } from '../../../src/wire/preview'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'
import { PreviewText } from './preview-text'

const marks: Record<DiffLine['kind'], string> = { keep: ' ', add: '+', remove: '−' }

export function DiffPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'diff'> }) {
  return (
    <>
      <PreviewHead preview={preview} context={context} name={preview.path}>
        {changeOf(preview)}
      </PreviewHead>
      <PreviewText isGrowing={context.isGrowing} cut={preview.cut} place={context.place}>
        {preview.lines.map((line, at) => (
          <span key={at} class={`diff-line ${line.kind}`}>{`${marks[line.kind] ?? ' '} ${line.text}`}</span>
        ))}
      </PreviewText>
    </>
  )
}

/** `+3 −1`, as both the head and the row say it. */
export function changeOf({ added, removed }: { added: number; removed: number }): string {
  return [added > 0 && `+${added}`, removed > 0 && `−${removed}`].filter(Boolean).join(' ') || '±0'
}
