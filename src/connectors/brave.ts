import * as z from 'zod'
import { addressOf, dateOf, itemsOf, snippetOf, titleOf, Words, webAddress } from './found'
import type { Place, SearchService } from './search-service'

/**
 * Brave Search: GET /web/search (https://api-dashboard.search.brave.com/app/documentation/web-search/get-started) and
 * GET /images/search (https://api-dashboard.search.brave.com/app/documentation/image-search/get-started).
 */
export const brave: SearchService = {
  name: 'Brave Search',
  baseUrl: 'https://api.search.brave.com/res/v1',
  needsKey: true,

  searchWeb: (query, count, { baseUrl, key }) => ({
    // Without decorations a snippet carries no tags around the words that were searched.
    url: addressOf(baseUrl, '/web/search', {
      q: query,
      count: String(Math.min(count, 20)),
      result_filter: 'web',
      text_decorations: 'false',
    }),
    headers: headersOf(key),
    read: (body) =>
      itemsOf(WebResult, Web.parse(body).web?.results ?? []).flatMap(({ title, url, description, page_age }) => {
        const address = webAddress(url)
        if (address === null) return []
        return { title: titleOf(title), url: address, snippet: snippetOf(description), date: dateOf(page_age) }
      }),
  }),

  searchImages: (query, count, { baseUrl, key }) => ({
    url: addressOf(baseUrl, '/images/search', { q: query, count: String(Math.min(count, 200)) }),
    headers: headersOf(key),
    read: (body) =>
      itemsOf(ImageResult, Images.parse(body).results).flatMap(({ title, url, thumbnail, properties }) => {
        const address = webAddress(properties?.url)
        if (address === null) return []
        const { width = null, height = null } = properties ?? {}
        return {
          title: titleOf(title),
          url: address,
          page: webAddress(url),
          thumbnail: webAddress(thumbnail?.src),
          width,
          height,
        }
      }),
  }),

  refusal(status, body) {
    if (status !== 422) return undefined
    return ErrorBody.safeParse(body).data?.error.code === 'SUBSCRIPTION_TOKEN_INVALID' ? 'key' : 'query'
  },
}

function headersOf(key: Place['key']): Record<string, string> {
  return { accept: 'application/json', ...(key ? { 'x-subscription-token': key } : {}) }
}

/** An answer that found nothing has no `web`. */
const Web = z.object({ type: z.literal('search'), web: z.object({ results: z.array(z.unknown()) }).nullish() })

const WebResult = z.object({ title: Words, url: z.string(), description: Words, page_age: z.string().nullish() })

const Images = z.object({ type: z.literal('images'), results: z.array(z.unknown()) })

const Pixels = z.number().nullish()

const ImageResult = z.object({
  title: Words,
  /** The page. */
  url: z.string().nullish(),
  thumbnail: z.object({ src: z.string().nullish() }).nullish(),
  properties: z.object({ url: z.string().nullish(), width: Pixels, height: Pixels }).nullish(),
})

const ErrorBody = z.object({ error: z.object({ code: z.string() }) })
