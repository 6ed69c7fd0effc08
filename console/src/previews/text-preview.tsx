import type { PreviewOf } from './kinds'
import { PreviewText } from './preview-text'

export function TextPreview({ preview, isGrowing }: { preview: PreviewOf<'text'>; isGrowing: boolean }) {
  return (
    <>
      <div class="preview-head">
        <span>{preview.title}</span>
      </div>
      <PreviewText isGrowing={isGrowing} cut={preview.cut}>
        {preview.text}
      </PreviewText>
    </>
  )
}
