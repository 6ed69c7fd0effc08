import { AppError } from '../errors'
import { fromBase64url, toBase64url } from './base64url'
import { type RootKey, wrappingKey } from './root-keys'

/** Where a secret belongs; it opens nowhere else. */
export interface Place {
  account: string
  /** What the secret is for, and all that must not change under it. */
  record: string
  /** Grows with every new secret of the record, so that an older one cannot come back. */
  version: number
}

const FORMAT = 'v1'
const IV_BYTES = 12

interface Parts {
  rootId: string
  wrapIv: Bytes
  wrappedKey: Bytes
  iv: Bytes
  sealed: Bytes
}

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Seals a text by AES-256-GCM under a data key of its own, which the first root key wraps. Both are bound to the place.
 * The envelope is `v1.{root key's id}.{iv}.{wrapped data key}.{iv}.{sealed text}`, all but the first two in base64url.
 * Throws setup_required where there is no root key.
 */
export async function seal(roots: readonly RootKey[], text: string, place: Place): Promise<string> {
  const dataKey = random(32)
  const iv = random(IV_BYTES)
  const sealed = await encrypt(await importKey(dataKey, 'encrypt'), iv, utf8(text), bound(place))
  return write({ ...(await wrap(wrappingKey(roots), dataKey, place)), iv, sealed })
}

/** The sealed text. Throws key_unreadable where envelope, place or root keys do not fit. */
export async function unseal(roots: readonly RootKey[], envelope: string, place: Place): Promise<string> {
  const parts = read(envelope)
  const dataKey = await unwrap(roots, parts, place)
  const key = await importKey(dataKey, 'decrypt')
  return new TextDecoder().decode(await decrypt(key, parts.iv, parts.sealed, bound(place)))
}

/** The same envelope under the first root key; the sealed text itself is not opened. Throws key_unreadable. */
export async function rewrap(roots: readonly RootKey[], envelope: string, place: Place): Promise<string> {
  const { iv, sealed, ...parts } = read(envelope)
  const dataKey = await unwrap(roots, parts, place)
  return write({ ...(await wrap(wrappingKey(roots), dataKey, place)), iv, sealed })
}

/** The id of the root key that opens an envelope. */
export function rootIdOf(envelope: string): string {
  return envelope.split('.')[1] ?? ''
}

async function wrap(root: RootKey, dataKey: Bytes, place: Place) {
  const wrapIv = random(IV_BYTES)
  const wrappedKey = await encrypt(root.key, wrapIv, dataKey, bound(place, root.id))
  return { rootId: root.id, wrapIv, wrappedKey }
}

async function unwrap(roots: readonly RootKey[], parts: Omit<Parts, 'iv' | 'sealed'>, place: Place): Promise<Bytes> {
  const root = roots.find(({ id }) => id === parts.rootId)
  if (!root) throw unreadable()
  return decrypt(root.key, parts.wrapIv, parts.wrappedKey, bound(place, root.id))
}

/** The authenticated data. An account has no bar and a version is digits, so that the bars can be read one way only. */
function bound({ account, record, version }: Place, rootId?: string): Bytes {
  const place = `${account}|${record}|${version}`
  return utf8(rootId === undefined ? `${FORMAT}|${place}` : `${FORMAT}|${rootId}|${place}`)
}

async function encrypt(key: CryptoKey, iv: Bytes, text: Bytes, additionalData: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, text))
}

async function decrypt(key: CryptoKey, iv: Bytes, sealed: Bytes, additionalData: Bytes): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed))
  } catch {
    throw unreadable()
  }
}

function importKey(bytes: Bytes, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [use])
}

function utf8(text: string): Bytes {
  return Uint8Array.from(new TextEncoder().encode(text))
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length))
}

function write({ rootId, wrapIv, wrappedKey, iv, sealed }: Parts): string {
  return [FORMAT, rootId, ...[wrapIv, wrappedKey, iv, sealed].map(toBase64url)].join('.')
}

function read(envelope: string): Parts {
  const [format, rootId = '', ...fields] = envelope.split('.')
  const [wrapIv, wrappedKey, iv, sealed] = fields.map(fromBase64url)
  const isWhole = format === FORMAT && fields.length === 4 && wrapIv?.length === IV_BYTES && iv?.length === IV_BYTES
  if (!isWhole || !wrappedKey || !sealed) throw unreadable()
  return { rootId, wrapIv, wrappedKey, iv, sealed }
}

function unreadable(): AppError {
  return new AppError('key_unreadable', 'The saved key can no longer be opened. Enter it again in the settings.')
}
