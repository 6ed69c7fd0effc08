import { formatBytes } from '../text/numbers'
import { text } from '../text/text'
import type { PreviewContext, PreviewOf } from './kinds'
import { nameOf } from './name'
import { Picture } from './picture'
import { PreviewHead } from './preview-head'

export function ImagePreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'image'> }) {
  const { path, sizeBytes, width, height, attachment } = preview
  const { conversation, place } = context
  const pixels = width && height ? text.value.previews.pixels(width, height) : undefined
  const bytes = sizeBytes === null ? undefined : formatBytes(sizeBytes)
  return (
    <>
      <PreviewHead preview={preview} context={context} name={path}>
        {[pixels, bytes].filter(Boolean).join(' · ')}
      </PreviewHead>
      {conversation !== undefined && (
        <Picture
          alt={nameOf(preview)}
          attachment={attachment}
          path={path}
          width={width}
          height={height}
          conversation={conversation}
          place={place}
        />
      )}
    </>
  )
}
