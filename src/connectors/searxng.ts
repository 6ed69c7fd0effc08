import * as z from 'zod'
import { addressOf, dateOf, itemsOf, snippetOf, titleOf, Words, webAddress } from './found'
import type { Place, SearchService } from './search-service'

/**
 * A SearXNG server: GET /search with format=json (https://docs.searxng.org/dev/search_api.html); what results carry is in
 * https://docs.searxng.org/dev/result_types/main/mainresult.html and …/image.html.
 */
export const searxng: SearchService = {
  name: 'SearXNG',
  needsKey: false,

  searchWeb: (query, count, place) => ({
    ...request({ q: query, format: 'json' }, place),
    read: (body) =>
      itemsOf(Result, Answer.parse(body).results)
        .flatMap(({ title, url, content, publishedDate }) => {
          const address = webAddress(url)
          if (address === null) return []
          return { title: titleOf(title), url: address, snippet: snippetOf(content), date: dateOf(publishedDate) }
        })
        .slice(0, count),
  }),

  searchImages: (query, count, place) => ({
    ...request({ q: query, format: 'json', categories: 'images' }, place),
    read: (body) =>
      itemsOf(Image, Answer.parse(body).results)
        .flatMap(({ title, url, img_src, thumbnail_src, resolution }) => {
          const address = webAddress(img_src)
          if (address === null) return []
          const size = sizeOf(resolution)
          return {
            title: titleOf(title),
            url: address,
            page: webAddress(url),
            thumbnail: webAddress(thumbnail_src),
            ...size,
          }
        })
        .slice(0, count),
  }),

  /** A format that settings.yml does not list is refused by 403. */
  refusal: (status) => (status === 403 ? 'format' : undefined),
}

/** A server may stand behind a proxy that wants a key. */
function request(params: Record<string, string>, { baseUrl, key }: Place) {
  const headers = { accept: 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) }
  return { url: addressOf(baseUrl, '/search', params), headers }
}

/** As engines write it: `1920 x 1080`, also with `×`. */
function sizeOf(resolution: string): { width: number | null; height: number | null } {
  const [, width, height] = /^\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\b/i.exec(resolution) ?? []
  return { width: width ? Number(width) : null, height: height ? Number(height) : null }
}

const Answer = z.object({ results: z.array(z.unknown()) })

const Result = z.object({ title: Words, url: z.string(), content: Words, publishedDate: z.string().nullish() })

const Image = z.object({
  title: Words,
  url: z.string().nullish(),
  img_src: z.string(),
  thumbnail_src: z.string().nullish(),
  resolution: Words,
})
