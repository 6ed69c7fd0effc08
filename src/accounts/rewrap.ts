import type { Env } from '../env'
import { AppError, isAppError } from '../errors'
import { listSealed, type ProviderRow, type RowPlace, replaceEnvelope } from '../records/provider-settings'
import { ProviderKind } from '../wire/provider-settings'
import { placeOf } from './provider-settings'
import { type RootKey, readRootKeys, wrappingKey } from './root-keys'
import { rewrap, rootIdOf } from './secrets'

/** Each row costs up to two requests of the platform's budget. */
const PAGE = 20

export interface RewrappedPage {
  rootKeys: string[]
  rewrapped: number
  unreadable: number
  cursor: string | null
}

/** Wraps one page of all accounts' saved keys under the first root key. Throws setup_required, invalid_cursor. */
export async function rewrapPage(env: Env, cursor: string | undefined): Promise<RewrappedPage> {
  const roots = await readRootKeys(env)
  const { id } = wrappingKey(roots)
  const rows = await listSealed(env.DB, cursor === undefined ? undefined : readCursor(cursor), PAGE)
  const stale = rows.filter(({ keyEnvelope }) => keyEnvelope !== null && rootIdOf(keyEnvelope) !== id)
  const done = await Promise.all(stale.map((row) => rewrapRow(env, roots, row)))
  const last = rows.length < PAGE ? undefined : rows.at(-1)
  return {
    rootKeys: roots.map((root) => root.id),
    rewrapped: done.filter((outcome) => outcome === 'rewrapped').length,
    unreadable: done.filter((outcome) => outcome === 'unreadable').length,
    cursor: last ? `${last.kind}.${last.account}` : null,
  }
}

async function rewrapRow(
  env: Env,
  roots: RootKey[],
  row: ProviderRow,
): Promise<'rewrapped' | 'replaced' | 'unreadable'> {
  const before = row.keyEnvelope ?? ''
  try {
    const after = await rewrap(roots, before, placeOf(row))
    // Where somebody saved another key meanwhile, theirs stays.
    return (await replaceEnvelope(env.DB, row, before, after)) ? 'rewrapped' : 'replaced'
  } catch (error) {
    if (isAppError(error) && error.code === 'key_unreadable') return 'unreadable'
    throw error
  }
}

function readCursor(cursor: string): RowPlace {
  const at = cursor.indexOf('.')
  const kind = ProviderKind.safeParse(cursor.slice(0, Math.max(at, 0)))
  if (kind.success) return { kind: kind.data, account: cursor.slice(at + 1) }
  throw new AppError('invalid_cursor', 'This cursor is not one of ours. Begin again without one.')
}
