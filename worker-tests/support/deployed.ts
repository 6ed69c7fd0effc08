import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { app } from '../../src/app'
import type { Env } from '../../src/env'

export const DEPLOYED = 'https://okcvm.example'

export interface Deployed {
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Sends JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** The same Worker as it is deployed: no open access, and what a test sets. */
export function deployed(settings: Partial<Env> = {}): Deployed {
  const bindings = { ...env, OKCVM_OPEN_ACCESS: '', ...settings }
  const fetch = async (path: string, init?: RequestInit) =>
    app.fetch(new Request(new URL(path, DEPLOYED), init), bindings, createExecutionContext())
  return {
    fetch,
    send: (method, path, body, headers = {}) =>
      fetch(path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
}

/** The Cookie header that a browser would send after this answer. */
export function cookieFrom(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
