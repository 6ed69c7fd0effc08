import { useState } from 'preact/hooks'
import type { Attachment } from '../../../src/wire/attachments'
import { attachmentUrl, fileUrl } from '../api'
import { text } from '../text/text'
import type { PreviewContext } from './kinds'

interface PictureProps {
  alt: string
  /** What was kept of it; where nothing was, its file in the workspace. */
  attachment: Attachment | undefined
  path: string
  width?: number | null | undefined
  height?: number | null | undefined
  conversation: string
  place: PreviewContext['place']
}

/** Pixels that a picture may be high. */
const MOST_HIGH = { row: '260px', panel: '520px', full: '(100dvh - 216px)' } as const

/** A picture in the room that it will take; small where it is small, as it was in the full view. */
export function Picture({ alt, attachment, path, width, height, conversation, place }: PictureProps) {
  const [isGone, setGone] = useState(false)
  if (isGone) return <p class="file-note">{text.value.previews.imageGone}</p>
  const known = width && height && width > 0 && height > 0 ? { width, height } : undefined
  const room = known && {
    aspectRatio: `${known.width} / ${known.height}`,
    width: `min(100%, ${known.width}px, calc(${MOST_HIGH[place]} * ${known.width / known.height}))`,
  }
  return (
    <img
      class={`preview-image in-${place}`}
      {...sourcesOf(conversation, attachment, path, place)}
      {...known}
      style={room}
      alt={alt}
      decoding="async"
      onError={() => setGone(true)}
    />
  )
}

function sourcesOf(
  conversation: string,
  attachment: Attachment | undefined,
  path: string,
  place: PictureProps['place'],
) {
  if (!attachment) return { src: fileUrl(conversation, path) }
  const of = (width: 480 | 960) => attachmentUrl(conversation, attachment.attachmentId, { width })
  if (place === 'full') return { src: attachmentUrl(conversation, attachment.attachmentId) }
  if (place === 'panel') return { src: of(960) }
  return { src: of(480), srcset: `${of(480)} 1x, ${of(960)} 2x` }
}
