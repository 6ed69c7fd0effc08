import { answerOf } from '../egress/answer'
import { createEgress } from '../egress/egress'
import { operatorFetch } from '../egress/operator'
import { TimeLimit } from '../egress/time-limit'
import type { Config, Env, ProviderSettings } from '../env'

export interface ServiceRequest {
  method?: string
  headers: Record<string, string>
  body?: string
  signal: AbortSignal
}

/** Throws egress_refused and egress_failed; its body does too. A redirect is an answer. */
export type Way = (url: string, request: ServiceRequest) => Promise<Response>

const TIMEOUT_MS = 20_000
const MAX_BYTES = 5_000_000

/**
 * The way to a service: freely to where the operator says, and to where a person says who sits at the machine; through
 * the guard to where any other account says. No redirect is followed, since it leads where nobody said.
 */
export function wayTo(
  { config, env }: { config: Config; env: Pick<Env, 'OPERATOR_NETWORK'> },
  { setBy }: Pick<ProviderSettings, 'setBy'>,
  ownHost: string | null = null,
): Way {
  if (setBy === 'operator' || config.openAccess) return operatorsWay(env)
  const egress = createEgress({ config, env })
  const watch = { ownHosts: ownHost === null ? [] : [ownHost] }
  return (url, request) =>
    egress.fetch(url, { ...request, redirect: 'manual', timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES }, watch)
}

function operatorsWay(env: Pick<Env, 'OPERATOR_NETWORK'>): Way {
  const ask = operatorFetch(env)
  return async (url, { signal, ...request }) => {
    const limit = new TimeLimit(signal, TIMEOUT_MS)
    // What ended it first is told: the caller, the clock, or the failure itself.
    const failure = (error: unknown) => (limit.signal.aborted ? limit.signal.reason : error)
    try {
      const response = await limit.wait(ask(url, { ...request, signal: limit.signal }))
      return answerOf(response, url, { maxBytes: MAX_BYTES, limit, failure })
    } catch (error) {
      limit.end()
      throw failure(error)
    }
  }
}
