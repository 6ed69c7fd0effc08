import { expect } from 'vitest'
import type { Conversation } from '../../src/wire/conversations'
import { fetchWorker } from './worker'

/** A caller with an account of its own. `get`, `post` … answer the parsed body and fail the test on an error status. */
export interface Client {
  fetch(path: string, init?: RequestInit): Promise<Response>
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  put<T>(path: string, body: BodyInit): Promise<T>
  delete<T>(path: string): Promise<T>
  newConversation(files?: Record<string, string>): Promise<Conversation>
}

export function client(account = 'default'): Client {
  const fetch = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('x-okc-client-id', account)
    return fetchWorker(path, { ...init, headers })
  }
  const json = <T>(method: string, path: string, body: unknown) =>
    fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then(read<T>)

  return {
    fetch,
    get: <T>(path: string) => fetch(path).then(read<T>),
    post: (path, body = {}) => json('POST', path, body),
    patch: (path, body) => json('PATCH', path, body),
    put: <T>(path: string, body: BodyInit) => fetch(path, { method: 'PUT', body }).then(read<T>),
    delete: <T>(path: string) => fetch(path, { method: 'DELETE' }).then(read<T>),
    async newConversation(files = {}) {
      const conversation: Conversation = await this.post('/api/conversations')
      for (const [path, text] of Object.entries(files)) {
        await this.put(`/api/conversations/${conversation.id}/files/${path}`, text)
      }
      return conversation
    },
  }
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text()
  expect(response.ok, `${response.url} answered ${response.status}: ${text}`).toBe(true)
  return JSON.parse(text)
}
