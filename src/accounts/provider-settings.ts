import { type Env, type ProviderSettings, readConfig } from '../env'
import {
  deleteProvider,
  findProvider,
  listProviders,
  type ProviderRow,
  putProvider,
  replaceEnvelope,
  type SealedKey,
} from '../records/provider-settings'
import { PROVIDER_KINDS, type ProviderKind, type ProviderSetting, type SaveProvider } from '../wire/provider-settings'
import { readAddress, recipientOf } from './recipient'
import { readRootKeys, wrappingKey } from './root-keys'
import { type Place, rootIdOf, seal, unseal } from './secrets'

/** Of a shorter key, four characters would tell too much. */
const SHOWABLE_CHARS = 16

/** More than one rotation passes nobody. */
const LOOKS = 3

/** What an account's calls of this kind use: its own setting, else the operator's, else none. One read of D1. */
export async function providerSettings(
  env: Env,
  account: string,
  kind: ProviderKind,
): Promise<ProviderSettings | undefined> {
  const row = await findProvider(env.DB, account, kind)
  if (!row) return readConfig(env).providers[kind]
  const { service, baseUrl, model, streaming } = row
  return {
    setBy: 'account',
    service: service ?? undefined,
    baseUrl: baseUrl ?? undefined,
    model: model ?? undefined,
    streaming,
    openKey: () => openKey(env, row),
  }
}

/** Every kind, as its account may see it. */
export async function listSettings(env: Env, account: string): Promise<ProviderSetting[]> {
  const rows = await listProviders(env.DB, account)
  return PROVIDER_KINDS.map((kind) =>
    viewOf(
      env,
      kind,
      rows.find((row) => row.kind === kind),
    ),
  )
}

export async function canSaveKeys(env: Env): Promise<boolean> {
  const keys = await readRootKeys(env).catch(() => []) // saving one tells what is wrong
  return keys.length > 0
}

/** Throws bad_request, and setup_required where a key comes and there is no root key. */
export async function saveSetting(
  env: Env,
  account: string,
  kind: ProviderKind,
  wish: SaveProvider,
): Promise<ProviderSetting> {
  const address = readAddress(readConfig(env), kind, wish)
  const row = { ...address, account, kind, recipient: recipientOf(kind, address), streaming: wish.streaming }
  const key = await sealedKey(env, row, wish.key)
  const saved = await putProvider(env.DB, { ...row, updatedAt: Date.now() }, key)
  if (typeof wish.key === 'string') await outliveRotation(env, saved, wish.key)
  return viewOf(env, kind, saved)
}

export async function deleteSetting(env: Env, account: string, kind: ProviderKind): Promise<ProviderSetting> {
  await deleteProvider(env.DB, account, kind)
  return viewOf(env, kind, undefined)
}

/** Where the key of a row belongs: it opens for this account, kind, recipient and version alone. */
export function placeOf(row: Pick<ProviderRow, 'account' | 'kind' | 'service' | 'baseUrl' | 'keyVersion'>): Place {
  const { account, kind, keyVersion: version } = row
  return { account, record: `provider-settings/${kind}/${recipientOf(kind, row)}`, version }
}

type Unsealed = Pick<ProviderRow, 'account' | 'kind' | 'service' | 'baseUrl'>

/** Undefined keeps the key that is there. */
async function sealedKey(env: Env, row: Unsealed, key: string | null | undefined): Promise<SealedKey | undefined> {
  if (key === undefined) return undefined
  const known = await findProvider(env.DB, row.account, row.kind)
  const keyVersion = Math.max(Date.now(), (known?.keyVersion ?? 0) + 1)
  if (key === null) return { keyEnvelope: null, keyVersion, keyLastFour: null }
  const keyEnvelope = await seal(await readRootKeys(env), key, placeOf({ ...row, keyVersion }))
  return { keyEnvelope, keyVersion, keyLastFour: key.length < SHOWABLE_CHARS ? null : key.slice(-4) }
}

/** A rotation that ended while we sealed has not seen our row: then the key is sealed once more, under the new root key. */
async function outliveRotation(env: Env, row: ProviderRow, key: string): Promise<void> {
  for (let envelope = row.keyEnvelope; envelope !== null; ) {
    const roots = await readRootKeys(env)
    if (rootIdOf(envelope) === wrappingKey(roots).id) return
    const again = await seal(roots, key, placeOf(row))
    if (!(await replaceEnvelope(env.DB, row, envelope, again))) return // somebody saved another key since
    envelope = again
  }
}

/** A rotation may pass while we look: then row and root keys are of different times, and both are looked up again. */
async function openKey(env: Env, row: ProviderRow): Promise<string | undefined> {
  for (let look = 1, current: ProviderRow | undefined = row; ; look++) {
    if (!current?.keyEnvelope) return undefined
    const roots = await readRootKeys(env)
    const rootId = rootIdOf(current.keyEnvelope)
    if (look === LOOKS || roots.some(({ id }) => id === rootId)) {
      return unseal(roots, current.keyEnvelope, { ...placeOf(row), version: current.keyVersion })
    }
    current = await findProvider(env.DB, row.account, row.kind)
  }
}

function viewOf(env: Env, kind: ProviderKind, row: ProviderRow | undefined): ProviderSetting {
  const operators = readConfig(env).providers[kind]
  return {
    kind,
    own: row ? ownOf(row) : null,
    operator: operators ? { service: operators.service ?? null, model: operators.model ?? null } : null,
  }
}

function ownOf({ service, baseUrl, model, streaming, keyEnvelope, keyLastFour, updatedAt }: ProviderRow) {
  const key = { present: keyEnvelope !== null, lastFour: keyLastFour }
  return { service, baseUrl, model, streaming, key, updatedAt }
}
