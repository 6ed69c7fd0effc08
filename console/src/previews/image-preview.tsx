import { fileUrl } from '../api'
import { formatBytes } from '../text/numbers'
import type { PreviewOf } from './kinds'

interface ImagePreviewProps {
  preview: PreviewOf<'image'>
  conversation: string | undefined
}

export function ImagePreview({ preview, conversation }: ImagePreviewProps) {
  const { path, sizeBytes, title } = preview
  return (
    <>
      <div class="preview-head">
        <span>{path}</span>
        {sizeBytes !== null && <span>{formatBytes(sizeBytes)}</span>}
      </div>
      {conversation !== undefined && <img class="preview-image" src={fileUrl(conversation, path)} alt={title} />}
    </>
  )
}
