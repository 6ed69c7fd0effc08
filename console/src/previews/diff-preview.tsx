import type { DiffLine } from '../../../src/wire/preview'
import type { PreviewOf } from './kinds'
import { PreviewText } from './preview-text'

const marks: Record<DiffLine['kind'], string> = { keep: ' ', add: '+', remove: '−' }

export function DiffPreview({ preview, isGrowing }: { preview: PreviewOf<'diff'>; isGrowing: boolean }) {
  return (
    <>
      <div class="preview-head">
        <span>{preview.path}</span>
        <span>{changeOf(preview)}</span>
      </div>
      <PreviewText isGrowing={isGrowing} cut={preview.cut}>
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
