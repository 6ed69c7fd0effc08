import type { Preview } from '../../../src/wire/preview'
import { ChartPreview } from './chart-preview'
import { CodePreview } from './code-preview'
import { DiffPreview } from './diff-preview'
import { FilePreview } from './file-preview'
import { ImagePreview } from './image-preview'
import type { PreviewContext } from './kinds'
import { MarkdownPreview } from './markdown-preview'
import { nameOf } from './name'
import { PagePreview } from './page-preview'
import { SearchPreview } from './search-preview'
import { SitePreview } from './site-preview'
import { TablePreview } from './table-preview'
import { TerminalPreview } from './terminal-preview'
import { TextPreview } from './text-preview'
import { TodosPreview } from './todos-preview'

type PreviewProps = PreviewContext & { preview: Preview }

/** What a person sees of a tool call. `f` gives whatever has the focus inside it all of the screen. */
export function PreviewView(props: PreviewProps) {
  const { preview, onShow, place, isGrowing } = props
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (!onShow || isGrowing || place === 'full') return
    event.preventDefault()
    onShow('full')
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset holds what is filled in, and this is looked at
    <div class={`preview in-${place}`} role="group" aria-label={nameOf(preview)} onKeyDown={onKeyDown}>
      <OfItsKind {...props} />
    </div>
  )
}

/** A kind that this console does not know shows its title. */
function OfItsKind({ preview, ...context }: PreviewProps) {
  switch (preview.kind) {
    case 'text':
      return <TextPreview preview={preview} {...context} />
    case 'markdown':
      return <MarkdownPreview preview={preview} {...context} />
    case 'table':
      return <TablePreview preview={preview} {...context} />
    case 'chart':
      return <ChartPreview preview={preview} {...context} />
    case 'image':
      return <ImagePreview preview={preview} {...context} />
    case 'file':
      return <FilePreview preview={preview} {...context} />
    case 'diff':
      return <DiffPreview preview={preview} {...context} />
    case 'terminal':
      return <TerminalPreview preview={preview} {...context} />
    case 'code':
      return <CodePreview preview={preview} {...context} />
    case 'todos':
      return <TodosPreview preview={preview} {...context} />
    case 'page':
      return <PagePreview preview={preview} {...context} />
    case 'search':
      return <SearchPreview preview={preview} {...context} />
    case 'site':
      return <SitePreview preview={preview} {...context} />
    default:
      return <UnknownPreview preview={preview} />
  }
}

function UnknownPreview({ preview }: { preview: { title?: unknown } }) {
  return <p class="preview-title">{String(preview.title ?? '')}</p>
}
