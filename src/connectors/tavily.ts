import * as z from 'zod'
import { addressOf, dateOf, itemsOf, snippetOf, titleOf, Words, webAddress } from './found'
import type { Place, SearchService } from './search-service'

/** Tavily: POST /search, https://docs.tavily.com/documentation/api-reference/endpoint/search */
export const tavily: SearchService = {
  name: 'Tavily',
  baseUrl: 'https://api.tavily.com',
  needsKey: true,

  searchWeb: (query, count, place) => ({
    ...request({ query, max_results: Math.min(count, 20) }, place),
    read: (body) =>
      itemsOf(Result, Answer.parse(body).results).flatMap(({ title, url, content, published_date }) => {
        const address = webAddress(url)
        if (address === null) return []
        return { title: titleOf(title), url: address, snippet: snippetOf(content), date: dateOf(published_date) }
      }),
  }),

  /** Pictures that stand on the pages found; Tavily tells neither their page nor their size. */
  searchImages: (query, count, place) => ({
    ...request(
      { query, max_results: Math.min(count, 20), include_images: true, include_image_descriptions: true },
      place,
    ),
    read: (body) =>
      itemsOf(Image, Answer.parse(body).images ?? []).flatMap(({ url, description }) => {
        const address = webAddress(url)
        if (address === null) return []
        return { title: titleOf(description), url: address, page: null, thumbnail: null, width: null, height: null }
      }),
  }),

  /** 432 and 433 are the limits of the plan and of pay as you go. */
  refusal: (status) => (status === 400 ? 'query' : status === 432 || status === 433 ? 'plan' : undefined),
}

function request(body: object, { baseUrl, key }: Place) {
  return {
    url: addressOf(baseUrl, '/search'),
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify(body),
  }
}

const Answer = z.object({ results: z.array(z.unknown()), images: z.array(z.unknown()).nullish() })

const Result = z.object({
  title: Words,
  url: z.string(),
  content: Words,
  /** Only for news. */
  published_date: z.string().nullish(),
})

/** A plain address where no description was made. */
const Image = z.union([
  z.object({ url: z.string(), description: Words }),
  z.string().transform((url) => ({ url, description: '' })),
])
