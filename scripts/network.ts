import { readFileSync } from 'node:fs'
import type { V4WorkerOptions } from 'miniflare'
import { specialIPv4, specialIPv6 } from '../src/egress/special-ranges.ts'

const tlsOptions = { trustBrowserCas: true, trustedCertificates: extraCertificates() }

/**
 * Where the Worker's own fetch may go: a Worker to name as its outbound service, since Miniflare takes no network there.
 * workerd checks the address that it connects to, so a name that points inside only now, after it was looked up, is
 * refused too.
 */
export const publicNetwork: V4WorkerOptions & { name: string } = {
  name: 'public-network',
  modules: true,
  script: 'export default { fetch: (request, env) => env.PUBLIC.fetch(request) }',
  compatibilityDate: '2026-10-01',
  serviceBindings: {
    PUBLIC: { network: { allow: ['public'], deny: [...specialIPv4, ...specialIPv6], tlsOptions } },
  },
}

/** Where the operator's own settings may point: a model on this machine or its network, a DNS server, an issuer. */
export const operatorNetwork = {
  network: { allow: ['public', 'private'], tlsOptions },
}

/** What Miniflare's own outbound service trusts beyond the browsers' list. */
function extraCertificates(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS
  const text = file ? readFileSync(file, 'utf8') : ''
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
}
