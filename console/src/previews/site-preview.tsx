import { safeLink } from '../parts/markdown/safe-link'
import { formatBytes } from '../text/numbers'
import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'
import { SealedFrame } from './sealed-frame'

export function SitePreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'site'> }) {
  const { title, url, files, sizeBytes, folder } = preview
  const link = url === null ? undefined : safeLink(url)
  const size = [files !== null && text.value.fileCount(files), sizeBytes !== null && formatBytes(sizeBytes)]
  return (
    <>
      <PreviewHead preview={preview} context={context} />
      <div class="site-preview">
        <Icon name="globe" />
        <p>{[folder, ...size].filter(Boolean).join(' · ')}</p>
        {link && (
          <a class="button outline" href={link} target="_blank" rel="noopener noreferrer">
            {text.value.openInTab}
            <Icon name="external" size={14} />
          </a>
        )}
      </div>
      {link && context.place !== 'row' && <SealedFrame url={link} title={text.value.siteFrame(title)} />}
    </>
  )
}
