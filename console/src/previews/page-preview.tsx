import { fileUrl } from '../api'
import { safeLink } from '../parts/markdown/safe-link'
import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewOf } from './kinds'
import { PreviewText } from './preview-text'

interface PagePreviewProps {
  preview: PreviewOf<'page'>
  conversation: string | undefined
}

/** A page of the web as the agent read it; its own pictures are never loaded here. */
export function PagePreview({ preview, conversation }: PagePreviewProps) {
  const { title, url, text: words, cut, screenshot } = preview
  // While the call is being written its address is a part of one.
  const host = URL.parse(url)?.host
  const link = host ? safeLink(url) : undefined
  return (
    <>
      <div class="preview-head">
        <span title={url}>{title}</span>
        {link && host && (
          <a href={link} target="_blank" rel="noopener noreferrer" aria-label={text.value.openPageAt(host)}>
            {host} <Icon name="external" size={12} />
          </a>
        )}
      </div>
      {conversation !== undefined && screenshot !== null && (
        <img class="preview-image" src={fileUrl(conversation, screenshot)} alt={text.value.screenshotOf(title)} />
      )}
      {words !== '' && (
        <PreviewText isGrowing={false} cut={cut}>
          {words}
        </PreviewText>
      )}
    </>
  )
}
