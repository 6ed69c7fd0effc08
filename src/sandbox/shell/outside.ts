import type { BashOptions } from 'just-bash/browser'
import { type OutsideWorld, ToolError } from '../../agent/tool'
import type { Ending } from './ending'

type ShellFetch = NonNullable<BashOptions['fetch']>
type Request = NonNullable<Parameters<ShellFetch>[1]>

/** The way out for the shell's commands. A refusal is an error that curl prints; anything else ends the call. */
export class Outside {
  readonly fetch: ShellFetch = (url, request) => this.#fetch(url, request)

  constructor(
    private readonly egress: OutsideWorld,
    private readonly ending: Ending,
  ) {}

  async #fetch(url: string, { method = 'GET', headers, body, timeoutMs }: Request = {}) {
    try {
      const response = await this.egress.fetch(url, {
        method,
        signal: this.ending.signal,
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      })
      return {
        status: response.status,
        statusText: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: await response.bytes(),
        url: response.url || url,
      }
    } catch (error) {
      // Its sentence is for the model; every other error is the session's own, and must not end as an exit code.
      if (!(error instanceof ToolError)) this.ending.cut({ kind: 'thrown', error })
      throw error
    }
  }
}
