import { failed } from './failure'
import type { TimeLimit } from './time-limit'

interface Limits {
  maxBytes: number
  limit: TimeLimit
  /** Turns what ended the body early into what its reader hears. */
  failure: (error: unknown) => unknown
}

/** A response that knows where it came from: `new Response` forgets it. */
class Answer extends Response {
  readonly #url: string

  constructor(body: ReadableStream<Uint8Array> | null, response: Response, url: string) {
    const { status, statusText, headers } = response
    super(body, { status, statusText, headers })
    this.#url = url
  }

  override get url(): string {
    return this.#url
  }
}

/** The last answer of a request, whose body ends in a sentence where it is too large or takes too long. */
export function answerOf(response: Response, url: string, limits: Limits): Response {
  const { body } = response
  if (!body) limits.limit.end()
  return new Answer(body && counted(body, limits), response, url)
}

function counted(body: ReadableStream<Uint8Array>, { maxBytes, limit, failure }: Limits): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let left = maxBytes
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await limit.wait(reader.read())
          if (done) {
            limit.end()
            return controller.close()
          }
          left -= value.byteLength
          if (left < 0) throw tooLarge(maxBytes)
          controller.enqueue(value)
        } catch (error) {
          limit.end()
          controller.error(failure(error))
          reader.cancel(error).catch(() => {}) // it may have failed already
        }
      },
      async cancel(reason) {
        limit.end()
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

export function tooLarge(maxBytes: number): Error {
  return failed(`The answer is larger than ${maxBytes / 1_000_000} MB, which is the limit. Ask for a part of it.`)
}
