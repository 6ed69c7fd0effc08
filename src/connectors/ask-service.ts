import { isAppError } from '../errors'
import type { Chosen } from './choose-service'
import { pauseMs } from './pause-ms'
import type { Question, Refusal } from './question'
import { Trouble } from './trouble'
import type { Way } from './way'

interface Asking {
  way: Way
  signal: AbortSignal
  now: () => number
}

type Asked = Pick<Chosen, 'remedy'> & {
  service: { name: string; refusal?(status: number, body: unknown): Refusal | undefined }
}

/** One request and what came of it. Throws Trouble, and what `signal` aborts with; no word of the service's own is in it. */
export async function askService<Answer>(
  { service, remedy }: Asked,
  { url, read, method, headers, body }: Question<Answer>,
  { way, signal, now }: Asking,
): Promise<Answer> {
  const { response, text } = await answerTo()
  const known = parseJson(text)
  if (!response.ok) throw refused(response, service.refusal?.(response.status, known))
  try {
    return read(known)
  } catch {
    throw new Trouble(`${service.name} answered something else than was expected. ${remedy}: check the address.`)
  }

  async function answerTo(): Promise<{ response: Response; text: string }> {
    const request = { headers, signal, ...(method ? { method } : {}), ...(body === undefined ? {} : { body }) }
    try {
      const response = await way(url, request)
      return { response, text: await response.text() }
    } catch (error) {
      signal.throwIfAborted()
      if (isAppError(error)) throw new Trouble(`${service.name} gave no answer: ${error.message}`)
      throw new Trouble(`${service.name} could not be reached. Try again later. ${remedy}: check the address.`)
    }
  }

  function refused({ status, headers }: Response, meaning: Refusal | undefined): Trouble {
    const told = `${service.name} answered ${status}`
    if (meaning === 'query') return new Trouble(`${told}: it does not take this query. Ask in other, fewer words.`)
    if (meaning === 'unknown') return new Trouble(`${told}: it knows nothing by that name. Check how it is written.`)
    if (meaning === 'plan') return new Trouble(`${told}: the plan that the key belongs to is used up. ${remedy}.`)
    if (meaning === 'format') {
      return new Trouble(
        `${told}: it does not speak JSON. Whoever runs it adds json to search.formats in its settings.yml.`,
      )
    }
    if (meaning === 'key' || status === 401 || status === 403) {
      return new Trouble(`${told}: it refuses the key. ${remedy}: enter another one.`)
    }
    if (status === 429) {
      const waitMs = pauseMs(headers, now())
      const when = waitMs === undefined ? 'later' : `in ${Math.ceil(waitMs / 1000)} s`
      return new Trouble(`${told}: too many requests. Go on with what you have, or ask again ${when}.`, waitMs)
    }
    if (status >= 500) return new Trouble(`${told}: it is out of order. Try again later, or do without it.`)
    return new Trouble(`${told}, which it does not do when all is well. ${remedy}: check the address.`)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
