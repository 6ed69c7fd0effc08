import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { CallConnectors } from '../../src/connectors/call-connectors'
import { ServiceMemory } from '../../src/connectors/service-memory'
import { wayTo } from '../../src/connectors/way'
import { type ProviderSettings, readConfig } from '../../src/env'
import type { SearchService } from '../../src/wire/provider-settings'
import { KEY, type SearchFakes, searchFakes } from './search-fakes'

export interface Asking {
  connectors: CallConnectors
  world: SearchFakes
  clock: { now: number }
  /** How often words from outside came in. */
  received: () => number
  stop: () => void
}

/** The services of one conversation whose account or operator chose that service. */
export function asking(
  service: SearchService | undefined,
  settings: Partial<ProviderSettings> = {},
  yahooFinanceUrl?: string,
): Asking {
  const world = searchFakes()
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    world.answer(new Request(input as RequestInfo, init as RequestInit)),
  )
  const clock = { now: 1_795_390_000_000 }
  const now = () => clock.now
  const stop = new AbortController()
  let received = 0
  const chosen: ProviderSettings = {
    setBy: 'operator',
    service,
    baseUrl: service === 'searxng' ? 'http://searx.test' : undefined,
    model: undefined,
    streaming: true,
    openKey: async () => KEY,
    ...settings,
  }
  const connectors = new CallConnectors({
    settings: async () => (service === undefined && Object.keys(settings).length === 0 ? undefined : chosen),
    wayTo: (set) => wayTo({ config: readConfig(env), env }, set),
    yahooFinanceUrl,
    memory: new ServiceMemory(now),
    now,
    received: () => void received++,
    signal: stop.signal,
  })
  return { connectors, world, clock, received: () => received, stop: () => stop.abort(new Error('Stopped.')) }
}
