import * as z from 'zod/mini'
import { endpoint, plainEndpoint } from './endpoint'
import { KeyScope } from './keys'

/** The ways into this deployment that a person can choose from. */
export const SignInWays = z.object({
  passphrase: z.boolean(),
  /** The host of the OIDC issuer; null where none is set. */
  oidc: z.nullable(z.string()),
  access: z.boolean(),
  open: z.boolean(),
})
export type SignInWays = z.infer<typeof SignInWays>

export const getSignIn = endpoint({
  method: 'get',
  path: '/api/sign-in',
  summary: 'The ways to sign in here',
  scope: 'open',
  reply: SignInWays,
  errors: ['setup_required'],
})

export const PASSPHRASE_MAX = 1024

export const createSignIn = endpoint({
  method: 'post',
  path: '/api/sign-in',
  summary: 'Sign in by the operator’s passphrase; the answer sets the cookie',
  scope: 'open',
  body: z.strictObject({
    passphrase: z.string().check(z.minLength(1, 'Write the passphrase.'), z.maxLength(PASSPHRASE_MAX)),
  }),
  reply: z.object({ account: z.string() }),
  status: 201,
  errors: ['bad_request', 'wrong_passphrase', 'rate_limited', 'forbidden_origin', 'not_found', 'setup_required'],
})

export const deleteSignIn = endpoint({
  method: 'delete',
  path: '/api/sign-in',
  summary: 'Sign out: the cookie of this browser is revoked',
  scope: 'open',
  reply: z.object({ signedOut: z.literal(true) }),
  errors: ['forbidden_origin', 'setup_required'],
})

export const startOidcSignIn = plainEndpoint({
  method: 'get',
  path: '/api/sign-in/oidc',
  summary: 'Go to the OIDC issuer to sign in; a redirect for a browser',
  scope: 'open',
  query: z.object({ to: z.optional(z.string()) }),
  produces: 'text/plain',
  errors: ['not_found', 'unavailable', 'setup_required'],
})

export const finishOidcSignIn = plainEndpoint({
  method: 'get',
  path: '/api/sign-in/oidc/callback',
  summary: 'Where the OIDC issuer sends a browser back to; a redirect to the console',
  scope: 'open',
  produces: 'text/plain',
  errors: ['not_found', 'setup_required'],
})

export const getCaller = endpoint({
  method: 'get',
  path: '/api/caller',
  summary: 'Who is calling, and what they may do',
  reply: z.object({
    account: z.string(),
    /** An e-mail address or another name for people. */
    name: z.string(),
    via: z.enum(['key', 'access', 'oidc', 'passphrase', 'open']),
    scopes: z.array(KeyScope),
  }),
  errors: ['setup_required'],
})
