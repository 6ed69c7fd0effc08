import { fileUrl } from '../../api'
import { opened } from '../../state/opened'
import { text } from '../../text/text'
import { RemoteImage } from './remote-image'
import { SafeLink } from './safe-link-element'

/** What lies in this conversation, or on its sites, is shown; what lies elsewhere waits for a click. */
export function MarkdownImage({ href, alt }: { href: string; alt: string }) {
  const own = ownSource(href)
  if (own !== undefined) return <img class="prose-image" src={own} alt={alt} loading="lazy" />
  const url = URL.parse(href)
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.origin !== location.origin) {
    return <RemoteImage url={url} alt={alt} />
  }
  return <SafeLink href={href}>{text.value.remoteImage(alt)}</SafeLink>
}

const WORKSPACE = '/mnt/okcomputer/'

/** A file of this conversation by its path, or an address below its files or a site on this host. */
function ownSource(href: string): string | undefined {
  const id = opened.value.talk.id.value
  if (id === undefined) return undefined
  if (href.startsWith(WORKSPACE)) return fileUrl(id, href.slice(WORKSPACE.length))
  if (/^(?:\.\/)?[\w-][^:?#\\]*\.(?:png|jpe?g|gif|webp|avif|svg)$/i.test(href))
    return fileUrl(id, href.replace(/^\.\//, ''))
  const url = URL.parse(href, location.origin)
  if (url?.origin !== location.origin) return undefined
  const isOwn = url.pathname.startsWith(`/api/conversations/${id}/files/`) || url.pathname.startsWith('/sites/')
  return isOwn ? url.pathname : undefined
}
