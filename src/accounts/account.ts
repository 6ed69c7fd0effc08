import type { Config } from '../env'
import type { Person } from './caller'
import { digest } from './tokens'

/** The account of whoever knows the operator's passphrase. */
export const OPERATOR = 'operator'

/**
 * A person's account: the same at every sign-in, because it is made of who vouches for them and of their subject, which
 * an issuer never gives to somebody else. An e-mail address may change hands and so decides nothing here.
 */
export async function accountOf({ via, subject }: Person, { signIn }: Config): Promise<string> {
  if (via === 'passphrase') return OPERATOR
  const issuer = via === 'access' ? signIn.access?.teamDomain : signIn.oidc?.issuer
  return `a_${await digest(JSON.stringify([via, issuer, subject]))}`
}
