import { Highlighted } from '../parts/markdown/highlighted'
import { text } from '../text/text'
import { AnsiText } from './ansi-text'
import { ChartPreview } from './chart-preview'
import { ImagePreview } from './image-preview'
import type { PreviewContext, PreviewOf } from './kinds'
import { MarkdownPreview } from './markdown-preview'
import { PreviewHead } from './preview-head'
import { PreviewText } from './preview-text'
import { TablePreview } from './table-preview'

type Output = PreviewOf<'code'>['outputs'][number]

/** Code, then what it brought forth, each thing as its own kind. */
export function CodePreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'code'> }) {
  const { code, language, outputs, failed, cut } = preview
  const { isGrowing, place } = context
  return (
    <>
      <PreviewHead preview={preview} context={context}>
        {failed && <span class="preview-failed">{text.value.toolFailed}</span>}
        {failed === null && !isGrowing && text.value.previews.running}
      </PreviewHead>
      <PreviewText isGrowing={isGrowing} cut={cut} place={place === 'full' ? 'panel' : place}>
        <Highlighted code={code} language={isGrowing ? '' : language} />
      </PreviewText>
      {outputs.length > 0 && (
        <ol class="code-outputs" aria-label={text.value.previews.outputs}>
          {outputs.map((output, at) => (
            <OneOutput
              key={at}
              output={output}
              isError={failed === true && at === outputs.length - 1 && output.kind === 'text'}
              context={outputContext(context, at, failed === null)}
            />
          ))}
        </ol>
      )}
    </>
  )
}

interface OneOutputProps {
  output: Output
  isError: boolean
  context: PreviewContext
}

function OneOutput({ output, isError, context }: OneOutputProps) {
  return (
    <li class={isError ? 'code-output failed' : 'code-output'}>
      {isError && <strong class="output-mark">{text.value.previews.error}</strong>}
      <OutputView output={output} context={context} />
    </li>
  )
}

function OutputView({ output, context }: Omit<OneOutputProps, 'isError'>) {
  switch (output.kind) {
    case 'markdown':
      return <MarkdownPreview preview={output} {...context} />
    case 'table':
      return <TablePreview preview={output} {...context} />
    case 'chart':
      return <ChartPreview preview={output} {...context} />
    case 'image':
      return <ImagePreview preview={output} {...context} />
    case 'text':
      return (
        <PreviewText isGrowing={context.isGrowing} cut={output.cut} place={context.place}>
          <AnsiText text={output.text} />
        </PreviewText>
      )
    default:
      return null
  }
}

/** An output is never the whole screen here, and leads to a full view of its own. */
function outputContext(
  { onShow, place, conversation }: PreviewContext,
  output: number,
  isGrowing: boolean,
): PreviewContext {
  return {
    conversation,
    isGrowing,
    place: place === 'full' ? 'panel' : place,
    onShow: onShow && ((where) => onShow(where, output)),
  }
}
