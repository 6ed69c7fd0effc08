import { Highlighted, languageOf } from '../parts/markdown/highlighted'
import { text } from '../text/text'
import type { PreviewOf } from './kinds'
import { PreviewText } from './preview-text'

export function FilePreview({ preview, isGrowing }: { preview: PreviewOf<'file'>; isGrowing: boolean }) {
  const { path, lines, firstLine, cut } = preview
  return (
    <>
      <div class="preview-head">
        <span>{path}</span>
        {lines !== null && <span>{text.value.lines(lines)}</span>}
      </div>
      <PreviewText isGrowing={isGrowing} cut={cut}>
        {firstLine !== undefined && firstLine > 1 && <span class="first-line">{`${firstLine} …\n`}</span>}
        <Highlighted code={preview.text} language={isGrowing ? '' : languageOf(path)} />
      </PreviewText>
    </>
  )
}
