import type { Env } from '../env'

export type OperatorFetch = (input: string, init?: RequestInit) => Promise<Response>

/**
 * A fetch for addresses that the operator wrote into the settings, and for nothing else: they may lie on this machine or
 * its network. Redirects are answered as they are, since they would lead where the operator did not say.
 */
export function operatorFetch({ OPERATOR_NETWORK }: Pick<Env, 'OPERATOR_NETWORK'>): OperatorFetch {
  // The global fetch is looked up when it is called, so that whoever replaced it is heard.
  const network: OperatorFetch = OPERATOR_NETWORK
    ? (input, init) => OPERATOR_NETWORK.fetch(input, init)
    : (input, init) => fetch(input, init)
  return (input, init) => network(input, { ...init, redirect: 'manual' })
}
