import { createEgress, type Egress, type EgressRequest } from '../egress/egress'
import { operatorFetch } from '../egress/operator'
import type { Config, Env, ProviderSettings } from '../env'
import { AppError, isAppError } from '../errors'
import type { Fetch } from './stream/patient-fetch'

/** An answer may stream for long; patience between its bytes ends it sooner where nothing comes. */
const TIMEOUT_MS = 3_600_000

/**
 * The fetch that leads to a model: freely to where the operator says, and to where a person says who sits at the
 * machine; through the guard to where any other account says.
 */
export function wayOut(
  { config, env }: { config: Config; env: Pick<Env, 'OPERATOR_NETWORK'> },
  { setBy }: ProviderSettings,
): Fetch {
  if (setBy === 'operator' || config.openAccess) return operatorFetch(env)
  const egress = guards.get(config) ?? createEgress({ config, env })
  guards.set(config, egress)
  return (input, init = {}) => egress.fetch(input, requestOf(init), { admit: refuseRedirect(input), failure })
}

/** One for all calls, since it remembers for a while where a name leads. */
const guards = new WeakMap<Config, Egress>()

function requestOf({ method, headers, body, signal }: RequestInit): EgressRequest {
  return {
    timeoutMs: TIMEOUT_MS,
    ...(method ? { method } : {}),
    ...(headers ? { headers } : {}),
    // The SDK's bodies are JSON text.
    ...(typeof body === 'string' ? { body } : {}),
    ...(signal ? { signal } : {}),
  }
}

/** A redirect would turn the POST into a GET, or carry the conversation elsewhere. */
function refuseRedirect(input: string) {
  const first = new URL(input).href
  return ({ url }: { url: URL }) => {
    if (url.href !== first) {
      throw new AppError(
        'model_rejected',
        `The model’s address redirects to ${url.origin}. Enter the one that answers.`,
      )
    }
  }
}

/** What the guard says, as a failed call of a model. */
function failure(error: Error): unknown {
  if (!isAppError(error)) return error
  if (error.code === 'egress_refused') return new AppError('model_rejected', error.message, { cause: error })
  return error.code === 'egress_failed' ? new AppError('model_unreachable', error.message, { cause: error }) : error
}
