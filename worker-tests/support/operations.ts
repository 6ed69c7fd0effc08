import { api } from '../../src/wire/api'
import { needOf } from '../../src/wire/endpoint'

/** Bodies that are good, so that only the rule under test can be what refuses. */
const bodies: Record<string, object> = {
  chat: { message: 'Hi' },
  createConversation: { title: 'New' },
  updateConversation: { title: 'Taken over' },
  sendMessage: { messageId: 'intruder', text: 'Hi' },
  putFile: {},
  createRebuild: {},
  createRewrap: {},
  createSignIn: { passphrase: 'guess' },
  saveProviderSetting: { baseUrl: 'https://api.test/v1', model: 'm' },
  openDeployment: { openHosts: [] },
  decideApproval: { decision: 'host' },
  updateAccountSettings: { approvals: false },
  createKey: { name: 'Mine', scopes: ['read'] },
}

export interface Call {
  method: string
  path: string
  body: string | undefined
}

export function callOf(operation: string, fill: Record<string, string> = {}): Call {
  const declared = api[operation]
  if (!declared) throw new Error(`There is no operation ${operation}.`)
  const path = declared.path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => fill[name] ?? name)
  const body = bodies[operation]
  return { method: declared.method.toUpperCase(), path, body: body && JSON.stringify(body) }
}

export function initOf({ method, body }: Call, headers: Record<string, string> = {}): RequestInit {
  return {
    method,
    ...(body === undefined ? {} : { body }),
    headers: { 'content-type': 'application/json', ...headers },
  }
}

export const operations = Object.keys(api)
export const ofApi = operations.filter((name) => api[name]?.path.startsWith('/api/') && name !== 'getOpenApi')
/** Those that need somebody who is known. */
export const closed = ofApi.filter((name) => api[name] && needOf(api[name]) !== 'open')
