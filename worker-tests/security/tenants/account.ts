import { env } from 'cloudflare:workers'
import type { Person } from '../../../src/accounts/caller'
import { signIn } from '../../../src/accounts/sign-in'
import { type Env, readConfig } from '../../../src/env'
import { type Client, client } from '../../support/client'

/** Whom the deployed Worker of the fuzz lets in. */
export const settings: Partial<Env> = {
  OKCVM_OPEN_ACCESS: '',
  OKCVM_OIDC_ISSUER: 'https://issuer.test',
  OKCVM_OIDC_CLIENT_ID: 'okcvm',
  OKCVM_OIDC_CLIENT_SECRET: 'secret-of-the-client',
  OKCVM_OIDC_ALLOW: '@people.test',
}

export interface Tenant {
  account: string
  cookie: string
  /** The same account behind open access: what seeds and looks after it. */
  own: Client
}

export async function tenant(name: string): Promise<Tenant> {
  const person: Person = { via: 'oidc', subject: name, email: `${name}@people.test` }
  const config = readConfig({ ...env, ...settings })
  const { account, token } = await signIn(env.DB, config, { person, previous: undefined })
  return { account, cookie: `__Host-okc=${token}`, own: client(account) }
}
