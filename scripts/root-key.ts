import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** `{id}.{32 bytes in base64url}`, as OKCVM_ROOT_KEY holds one or, with commas between, several. The id tells nothing. */
export function newRootKey(): string {
  const secret = randomBytes(32)
  return `${createHash('sha256').update('okcvm root key id').update(secret).digest('hex').slice(0, 12)}.${secret.toString('base64url')}`
}

/** The id of one root key, or of the first. */
export function rootKeyId(keys: string): string {
  return keys.split('.')[0] ?? ''
}

/** Where `npm start` keeps the root keys of its data. */
export function rootKeyFile(dataDir: string): string {
  return join(dataDir, 'root-key')
}

/** Makes the root key of this data where it has none. Whoever holds the folder's lock calls it. */
export function ensureRootKey(dataDir: string): void {
  const file = rootKeyFile(dataDir)
  if (existsSync(file)) chmodSync(file, 0o600)
  else writeRootKeys(dataDir, newRootKey())
}

export function readRootKeys(dataDir: string): string {
  return readFileSync(rootKeyFile(dataDir), 'utf8').trim()
}

/** The new content is there as a whole or not at all, and on disk before anything relies on it. */
export function writeRootKeys(dataDir: string, keys: string): void {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${rootKeyFile(dataDir)}.${process.pid}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${keys}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, rootKeyFile(dataDir))
}
