import { Highlighted, languageOf } from '../parts/markdown/highlighted'
import { text } from '../text/text'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'
import { PreviewText } from './preview-text'

export function FilePreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'file'> }) {
  const { path, lines, firstLine, cut } = preview
  const { isGrowing, place } = context
  return (
    <>
      <PreviewHead preview={preview} context={context} name={path}>
        {lines !== null && text.value.lines(lines)}
      </PreviewHead>
      <PreviewText isGrowing={isGrowing} cut={cut} place={place}>
        {firstLine !== undefined && firstLine > 1 && <span class="first-line">{`${firstLine} …\n`}</span>}
        <Highlighted code={preview.text} language={isGrowing ? '' : languageOf(path)} />
      </PreviewText>
    </>
  )
}
