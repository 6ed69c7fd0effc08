import { providerSettings } from '../accounts/provider-settings'
import { reachMeter } from '../accounts/reach-meter'
import { refusalError } from '../accounts/refusals'
import type { StepUse } from '../accounts/spending'
import { tryProvider } from '../connectors/trial'
import { type Env, readConfig } from '../env'
import { AppError, isAppError } from '../errors'
import { getModel } from '../models/catalog'
import type { ChatModel } from '../models/model'
import { nanoUsdOf } from '../models/prices'
import { tryModel } from '../models/trial'
import { wayOut } from '../models/way-out'
import { statusOf } from '../wire/errors'
import type { ProviderKind, ProviderTrial } from '../wire/provider-settings'

const TIMEOUT_MS = 25_000

/** One tiny real call with what holds for the account; a provider's failure is what the trial found out, and no error. */
export async function tryOut(env: Env, account: string, kind: ProviderKind): Promise<ProviderTrial> {
  const startedAt = Date.now()
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const told = (ok: boolean, message: string) => ({ ok, message, durationMs: Date.now() - startedAt })
  try {
    return told(true, await call(env, account, kind, signal))
  } catch (error) {
    if (signal.aborted) return told(false, `Nothing came back within ${TIMEOUT_MS / 1000} s. Check the address.`)
    if (isAppError(error) && statusOf[error.code] === 502) return told(false, error.message)
    throw error
  }
}

async function call(env: Env, account: string, kind: ProviderKind, signal: AbortSignal): Promise<string> {
  const config = readConfig(env)
  const settings = await providerSettings(env, account, kind)
  if (kind === 'chat') return tryChat(env, account, getModel({ config, env, chat: settings }, undefined), signal)
  if (!settings) throw new AppError('model_rejected', 'Nothing is set here yet. Enter it, save it, then try it.')
  return tryProvider(settings, wayOut({ config, env }, settings), signal)
}

/** Counted like a turn of one step, since the model that is tried may be the operator's. Throws limit_reached. */
async function tryChat(env: Env, account: string, model: ChatModel, signal: AbortSignal): Promise<string> {
  const turn = { conversation: 'trials', message: crypto.randomUUID() }
  const { limits } = readConfig(env)
  const refusal = await reachMeter(env, account, (meter) => meter.beginTurn(turn, limits))
  if (refusal) throw refusalError(refusal)
  const uses: StepUse[] = []
  try {
    const { sentence, usage } = await tryModel(model, signal)
    uses.push({ step: 1, model: model.id, ...usage, nanoUsd: nanoUsdOf(usage, model.prices) })
    return sentence
  } finally {
    await reachMeter(env, account, (meter) => meter.endTurn(turn, uses))
  }
}
