import { askHidden } from './ask-hidden.ts'
import type { RewrapPage, RewrappedPage } from './rotation.ts'

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Asks a running OKCVM to wrap pages of saved keys anew; asks whoever sits there for an API key where it wants one. */
export function rewrapPagesAt(url: string): RewrapPage {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:' && !LOOPBACK_NAMES.has(hostname)) {
    throw new Error(`Write ${url} with https://, so that no key is sent in the clear.`)
  }
  let apiKey = ''
  return async (cursor) => {
    let response = await post(url, cursor, apiKey)
    if (response.status === 401 && apiKey === '') {
      apiKey = (await askHidden(`An API key of ${url} with the scope admin: `)).trim()
      response = await post(url, cursor, apiKey)
    }
    if (!response.ok) throw new Error(await sentenceOf(response))
    const page: RewrappedPage = await response.json()
    return page
  }
}

function post(url: string, cursor: string | undefined, apiKey: string): Promise<Response> {
  return fetch(new URL('/api/rewraps', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) },
    body: JSON.stringify(cursor === undefined ? {} : { cursor }),
  })
}

async function sentenceOf(response: Response): Promise<string> {
  const text = await response.text()
  try {
    return JSON.parse(text).error.message
  } catch {
    return `${response.url} answered ${response.status}, which is no answer of OKCVM. Check the address.`
  }
}
