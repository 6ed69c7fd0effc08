import type { Preview } from '../../../src/wire/preview'
import { DiffPreview } from './diff-preview'
import { FilePreview } from './file-preview'
import { ImagePreview } from './image-preview'
import { PagePreview } from './page-preview'
import { SearchPreview } from './search-preview'
import { SitePreview } from './site-preview'
import { TerminalPreview } from './terminal-preview'
import { TextPreview } from './text-preview'
import { TodosPreview } from './todos-preview'

export interface PreviewContext {
  conversation: string | undefined
  /** Text still grows: its end is what matters. */
  isGrowing: boolean
}

/** What a person sees of a tool call. A kind that this console does not know shows its title. */
export function PreviewView({ preview, ...context }: PreviewContext & { preview: Preview }) {
  switch (preview.kind) {
    case 'text':
      return <TextPreview preview={preview} {...context} />
    case 'file':
      return <FilePreview preview={preview} {...context} />
    case 'diff':
      return <DiffPreview preview={preview} {...context} />
    case 'terminal':
      return <TerminalPreview preview={preview} {...context} />
    case 'image':
      return <ImagePreview preview={preview} {...context} />
    case 'todos':
      return <TodosPreview preview={preview} />
    case 'page':
      return <PagePreview preview={preview} {...context} />
    case 'search':
      return <SearchPreview preview={preview} />
    case 'site':
      return <SitePreview preview={preview} />
    default:
      return <UnknownPreview preview={preview} />
  }
}

function UnknownPreview({ preview }: { preview: { title?: unknown } }) {
  return <p class="preview-title">{String(preview.title ?? '')}</p>
}
