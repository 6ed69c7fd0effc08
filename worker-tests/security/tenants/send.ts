import { createExecutionContext } from 'cloudflare:test'
import { app } from '../../../src/app'
import { DEPLOYED } from '../../support/deployed'
import { settings } from './account'
import type { Attack } from './attack'
import { countedEnv, type Work } from './counted-env'

/** What a stranger holds after a request. */
export interface Answer {
  status: number
  headers: [string, string][]
  /** The whole, or of a stream what came at once. */
  body: string
  work: Work
  ms: number
}

export type Send = (attack: Attack, credentials: Record<string, string>) => Promise<Answer>

/** A stream that is still open says its first words within this; a stranger's own is all that ever gets so far. */
const FIRST_WORDS_MS = 30
const BODY_MAX_CHARS = 1_000_000

/** To the Worker as it is deployed. */
export const sendDeployed: Send = async ({ method, path, headers, body }, credentials) => {
  const { bindings, work } = countedEnv(settings)
  const init = { method, headers: { ...headers, ...credentials }, ...(body === undefined ? {} : { body }) }
  const startedAt = performance.now()
  const response = await app.fetch(new Request(new URL(path, DEPLOYED), init), bindings, createExecutionContext())
  return { ...(await heard(response)), work, ms: performance.now() - startedAt }
}

export async function heard(response: Response): Promise<Pick<Answer, 'status' | 'headers' | 'body'>> {
  return { status: response.status, headers: [...response.headers], body: await wordsOf(response) }
}

async function wordsOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text()
  if (!response.body) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < BODY_MAX_CHARS) {
    const next = await Promise.race([reader.read(), scheduler.wait(FIRST_WORDS_MS)])
    if (!next || next.done) break
    text += decoder.decode(next.value, { stream: true })
  }
  // Not awaited: a follower hears of it when it next speaks.
  void reader.cancel()
  return text
}
