import { AppError } from '../errors'
import { ID_PATTERN } from '../wire/ids'

/** Who makes this request. Sessions check it in every call. */
export interface Caller {
  account: string
}

export interface Credentials {
  openAccess: boolean
  url: URL
  headers: Headers
}

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Tells who is calling. Open access trusts whoever reaches loopback and takes the account from `client_id` (query,
 * header `x-okc-client-id`, cookie `okc_client_id`, else "default").
 * Throws setup_required where no way to sign in is configured, forbidden_host for a page that rebinds its name to loopback.
 */
export function identify({ openAccess, url, headers }: Credentials): Caller {
  if (!openAccess) {
    throw new AppError(
      'setup_required',
      'This deployment has no way to sign in yet, so its API is closed. Run `npm start` to use OKCVM on your own machine.',
    )
  }
  if (!LOOPBACK_NAMES.has(url.hostname)) {
    throw new AppError('forbidden_host', 'Open access answers on loopback names only. Open http://127.0.0.1 instead.')
  }
  const account = url.searchParams.get('client_id') ?? headers.get('x-okc-client-id') ?? cookie(headers) ?? 'default'
  if (!ID_PATTERN.test(account)) {
    throw new AppError('bad_request', 'A client_id has 1 to 64 characters of A-Z, a-z, 0-9, _ and -.')
  }
  return { account }
}

function cookie(headers: Headers): string | undefined {
  return /(?:^|;\s*)okc_client_id=([^;]*)/.exec(headers.get('cookie') ?? '')?.[1]
}
