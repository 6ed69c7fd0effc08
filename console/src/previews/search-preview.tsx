import { RemoteImage } from '../parts/markdown/remote-image'
import { safeLink } from '../parts/markdown/safe-link'
import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'

type Searched = PreviewOf<'search'>['searches'][number]

/** What a search found. A picture loads after a click, by the Worker: this browser speaks to none of their hosts. */
export function SearchPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'search'> }) {
  const { title, service, searches } = preview
  return (
    <>
      <PreviewHead preview={preview} context={context}>
        {service}
      </PreviewHead>
      {searches.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class={`searches in-${context.place}`} aria-label={title} tabIndex={0}>
          {searches.map((searched, at) => (
            <OneSearch key={at} searched={searched} isAlone={searches.length === 1} />
          ))}
        </section>
      )}
    </>
  )
}

function OneSearch({ searched, isAlone }: { searched: Searched; isAlone: boolean }) {
  const { query, results, images, problem } = searched
  const isEmpty = problem === null && results.length === 0 && images.length === 0
  return (
    <>
      {!isAlone && <h4>{query}</h4>}
      {problem !== null && <p class="search-problem">{problem}</p>}
      {isEmpty && <p>{text.value.foundNothing}</p>}
      {results.length > 0 && (
        <ol>
          {results.map((result, at) => (
            <FoundPage key={at} {...result} />
          ))}
        </ol>
      )}
      {images.length > 0 && (
        <ul class="found-images">
          {images.map((image, at) => (
            <FoundImage key={at} {...image} />
          ))}
        </ul>
      )}
    </>
  )
}

function FoundPage({ title, url, host, snippet, date }: Searched['results'][number]) {
  return (
    <li>
      <Outside url={url} words={title || host} />
      <p class="found-where">{[host, date].filter(Boolean).join(' · ')}</p>
      {snippet !== '' && <p>{snippet}</p>}
    </li>
  )
}

function FoundImage({ title, url, host, page, thumbnail, width, height }: Searched['images'][number]) {
  const shown = URL.parse(thumbnail ?? url)
  const size = width !== null && height !== null ? `${width} × ${height}` : text.value.fullSize
  return (
    <li>
      {shown && <RemoteImage url={shown} alt={title} />}
      <Outside url={url} words={size} />
      {page === null ? <p>{host}</p> : <Outside url={page} words={host} />}
    </li>
  )
}

function Outside({ url, words }: { url: string; words: string }) {
  const link = safeLink(url)
  if (!link) return <span>{words}</span>
  return (
    <a href={link} target="_blank" rel="noopener noreferrer" title={url}>
      {words} <Icon name="external" size={12} />
    </a>
  )
}
