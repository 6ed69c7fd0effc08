import { Markdown } from '../parts/markdown/markdown'
import { text } from '../text/text'
import type { PreviewContext, PreviewOf } from './kinds'
import { nameOf } from './name'
import { PreviewHead } from './preview-head'

export function MarkdownPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'markdown'> }) {
  const { path, cut } = preview
  return (
    <>
      <PreviewHead preview={preview} context={context} name={path ?? nameOf(preview)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class={`document in-${context.place}`} tabIndex={0} aria-label={nameOf(preview)}>
        <Markdown source={preview.text} isOpen={context.isGrowing} />
      </section>
      {cut && !context.isGrowing && <p class="preview-cut">{text.value.cutNote}</p>}
    </>
  )
}
