import { type Env, readConfig } from '../env'
import { AppError } from '../errors'
import { fromBase64url } from './base64url'

/** One of the operator's keys, which wrap the data keys of everything that is sealed. */
export interface RootKey {
  id: string
  /** Cannot be exported again. */
  key: CryptoKey
}

/**
 * The root keys as they are at this moment: the first wraps, all open. Locally they are read from the data folder each
 * time, so that a rotation reaches a server that runs. Empty where the operator has made none.
 */
export async function readRootKeys(env: Env): Promise<RootKey[]> {
  const said = env.ROOT_KEYS ? await (await env.ROOT_KEYS.fetch('http://root-keys')).text() : readConfig(env).rootKeys
  const entries = (said ?? '').split(',').flatMap((entry) => entry.trim() || [])
  return Promise.all(entries.map(importEntry))
}

/** Throws setup_required where there is none, with the one command that makes it. */
export function wrappingKey(keys: readonly RootKey[]): RootKey {
  const [first] = keys
  if (first) return first
  throw new AppError(
    'setup_required',
    'This deployment cannot keep keys yet. Run `npm run rotate-root-key -- --deployed` in the project; everything else works.',
  )
}

async function importEntry(entry: string): Promise<RootKey> {
  const [id = '', secret = '', ...rest] = entry.split('.')
  const bytes = fromBase64url(secret)
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id) || bytes?.length !== 32 || rest.length > 0) {
    throw new AppError('setup_required', 'The root key is damaged. Put back the one you kept, then start again.')
  }
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
  return { id, key }
}
