import type { Preview } from '../../../src/wire/preview'
import { text } from '../text/text'

/** What a preview is called: by its maker, else by its kind. */
export function nameOf({ title, kind }: Pick<Preview, 'title' | 'kind'>): string {
  return title || (text.value.previews.kinds[kind] ?? '')
}

/** With its kind before it, where several are listed. */
export function listedName(preview: Preview): string {
  const kind = text.value.previews.kinds[preview.kind] ?? ''
  return preview.title ? `${kind} · ${preview.title}` : kind
}
