import { AnsiText } from './ansi-text'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'
import { PreviewText } from './preview-text'

export function TextPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'text'> }) {
  return (
    <>
      <PreviewHead preview={preview} context={context} />
      <PreviewText isGrowing={context.isGrowing} cut={preview.cut} place={context.place}>
        <AnsiText text={preview.text} />
      </PreviewText>
    </>
  )
}
