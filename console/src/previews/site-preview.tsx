import { safeLink } from '../parts/markdown/safe-link'
import { formatBytes } from '../text/numbers'
import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewOf } from './kinds'

export function SitePreview({ preview }: { preview: PreviewOf<'site'> }) {
  const { title, url, files, sizeBytes, folder } = preview
  const link = url === null ? undefined : safeLink(url)
  const size = [files !== null && text.value.fileCount(files), sizeBytes !== null && formatBytes(sizeBytes)]
  return (
    <div class="site-preview">
      <Icon name="globe" />
      <div>
        <strong>{title}</strong>
        <p>{[folder, ...size].filter(Boolean).join(' · ')}</p>
      </div>
      {link && (
        <a class="button outline" href={link} target="_blank" rel="noopener noreferrer">
          {text.value.openInTab}
          <Icon name="external" size={14} />
        </a>
      )}
    </div>
  )
}
