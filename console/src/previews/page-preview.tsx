import { safeLink } from '../parts/markdown/safe-link'
import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewContext, PreviewOf } from './kinds'
import { Picture } from './picture'
import { PreviewHead } from './preview-head'
import { PreviewText } from './preview-text'

/** A page of the web as the agent read it; its own pictures are never loaded here. */
export function PagePreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'page'> }) {
  const { title, url, text: words, cut, screenshot, attachment } = preview
  const { conversation, place } = context
  // While the call is being written its address is a part of one.
  const host = URL.parse(url)?.host
  const link = host ? safeLink(url) : undefined
  return (
    <>
      <PreviewHead preview={preview} context={context} hint={url}>
        {link && host && (
          <a href={link} target="_blank" rel="noopener noreferrer" aria-label={text.value.openPageAt(host)}>
            {host} <Icon name="external" size={12} />
          </a>
        )}
      </PreviewHead>
      {conversation !== undefined && (screenshot !== null || attachment) && (
        <Picture
          alt={text.value.screenshotOf(title)}
          attachment={attachment}
          path={screenshot ?? ''}
          conversation={conversation}
          place={place}
        />
      )}
      {words !== '' && (
        <PreviewText isGrowing={false} cut={cut} place={place}>
          {words}
        </PreviewText>
      )}
    </>
  )
}
