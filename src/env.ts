import * as z from 'zod'
import { AppError } from './errors'
import { type Limits, limitsFrom, limitVariables } from './limits'
import { PROVIDER_KINDS, type ProviderKind, type SearchService } from './wire/provider-settings'

/** The bindings that wrangler.toml declares, and the variables that may be set. */
export interface Env {
  SESSIONS: DurableObjectNamespace<import('./session/session').Session>
  METER: DurableObjectNamespace<import('./accounts/meter').Meter>
  DB: D1Database
  BLOBS: R2Bucket
  ASSETS: Fetcher
  /** Where Python runs and PDFs are read; an account without Dynamic Workers has none. */
  LOADER?: WorkerLoader
  /** Containers in which Python runs with the scientific stack; without them it runs in isolates. */
  COMPUTERS?: DurableObjectNamespace<import('./sandbox/python/container/computer').Computer>
  /** Only in the production environment: locally it would make wrangler ask for a login. */
  AI?: Ai
  /** Browser Rendering: the agent's pages are drawn and their scripts run. Only in the production environment too. */
  BROWSER?: Fetcher
  /** Makes pictures smaller; without it they are answered as they are. */
  IMAGES?: ImagesBinding
  /** Only in `npm start`: reaches what the operator's own settings name, also on this machine and its network. */
  OPERATOR_NETWORK?: Fetcher
  /** Answers the root keys as they are at this moment; where `npm start` serves, in the place of OKCVM_ROOT_KEY. */
  ROOT_KEYS?: Fetcher
  [variable: string]: unknown
}

const seconds = (fallback: number) => z.coerce.number().positive().max(3600).default(fallback)

const text = z.string().trim().optional()

const names = z
  .string()
  .transform((list) => list.split(',').flatMap((name) => name.trim() || []))
  .optional()

const Origin = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/, 'it is an origin like https://okcvm.example')

/** Workers refuse PBKDF2 with more than 100,000 iterations. */
const PASSPHRASE_HASH = /^pbkdf2-sha256\.(?:100000|[1-9]\d{0,4})\.[1-9]\d?\.[\w-]{22}\.[\w-]{43}$/

const Variables = z.object({
  /** Set by `npm start` alone. */
  OKCVM_OPEN_ACCESS: z.enum(['loopback']).optional(),
  OKCVM_PASSPHRASE_HASH: z
    .string()
    .trim()
    .regex(PASSPHRASE_HASH, 'it is not what `npm run passphrase` prints')
    .optional(),
  OKCVM_ACCESS_TEAM_DOMAIN: z
    .string()
    .trim()
    .transform((domain) => domain.replace(/^https:\/\//, '').replace(/\/$/, ''))
    .pipe(z.hostname('it is a host like team.cloudflareaccess.com'))
    .optional(),
  OKCVM_ACCESS_AUD: names,
  OKCVM_OIDC_ISSUER: z.url({ protocol: /^https$/, error: 'it is an address that begins with https://' }).optional(),
  OKCVM_OIDC_CLIENT_ID: text,
  OKCVM_OIDC_CLIENT_SECRET: text,
  /** Who may come in by OIDC: e-mail addresses, `@domain`, or subjects, with commas between; nobody unless told. */
  OKCVM_OIDC_ALLOW: names,
  /** Who of those that come by Access or OIDC may administer. */
  OKCVM_ADMINS: names,
  /** The header in which a proxy of the operator's own, instead of Cloudflare, writes where a request came from. */
  OKCVM_ADDRESS_HEADER: z
    .string()
    .trim()
    .regex(/^[\w-]+$/, 'it is the name of a header, like X-Real-IP')
    .optional(),
  /** Origins whose pages may call the API with a key. */
  OKCVM_CORS_ORIGINS: names,
  /** Who answers what address a name has, in the JSON form of DNS over HTTPS. */
  OKCVM_DOH_URL: z
    .url({ protocol: /^https?$/, error: 'it is an address that begins with https://' })
    .default('https://cloudflare-dns.com/dns-query'),
  /** Further hosts under which this deployment answers: no tool may ask there. */
  OKCVM_OWN_HOSTS: names,
  /** An endpoint that speaks Yahoo Finance's chart and quote shapes, for the tool that asks for figures. */
  OKCVM_YAHOO_FINANCE_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'it is an address that begins with https://' })
    .optional(),
  SITES_HOST: text,
  /** With SITES_HOST: where the console is opened, so that it alone may show sites in a frame. */
  OKCVM_CONSOLE_ORIGIN: names.pipe(z.array(Origin).optional()),
  OKCVM_ROOT_KEY: text,
  OKCVM_WORKERS_AI_MODEL: text,
  /** USD per million tokens: input, cached input and output with slashes between. */
  OKCVM_CHAT_PRICES: z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?(\/\d+(\.\d+)?){2}$/, 'write it like 2.50/1.25/10, for input/cached input/output')
    .transform((prices) => prices.split('/').map(Number))
    .optional(),
  ...limitVariables,
  OKCVM_MAX_STEPS: z.coerce.number().int().min(1).max(1000).default(40),
  /** A turn's loop goes on in a fresh invocation after this long or this many steps, before the platform ends it. */
  OKCVM_HANDOVER_SECONDS: z.coerce.number().positive().max(600).default(480),
  OKCVM_HANDOVER_STEPS: z.coerce.number().int().min(1).default(30),
  /** What one call of Python may take, with its commands and waits. */
  OKCVM_PYTHON_SECONDS: z.coerce.number().positive().max(600).default(60),
  OKCVM_FIRST_BYTE_SECONDS: seconds(300),
  OKCVM_BETWEEN_BYTES_SECONDS: seconds(60),
  /** Milliseconds between the demo model's pieces. */
  OKCVM_DEMO_PACE_MS: z.coerce.number().min(0).max(1000).default(18),
})

/** What the operator set for one kind, as OKCVM_CHAT_BASE_URL and its like; for everybody who set nothing themselves. */
const ProviderVariables = z.object({
  BASE_URL: text,
  MODEL: text,
  API_KEY: text,
  STREAMING: z.stringbool('it is true or false').default(true),
  SERVICE: z.enum(['brave', 'tavily', 'searxng']).optional(),
})

/** Where a model or a service answers and how it is asked. */
export interface ProviderSettings {
  setBy: 'account' | 'operator'
  service: SearchService | undefined
  baseUrl: string | undefined
  model: string | undefined
  streaming: boolean
  /** The key as it is now. Ask at the call and keep nothing of it. Throws key_unreadable. */
  openKey(): Promise<string | undefined>
}

export interface Config {
  openAccess: boolean
  signIn: SignInSettings
  /** Sites live at `{slug}.{sitesHost}`; undefined: under /sites/ on this host. */
  sitesHost: string | undefined
  /** Origins whose pages may frame a site that has a host of its own. */
  consoleOrigins: string[]
  egress: EgressSettings
  /** The operator's own settings, by kind; none for a kind of which no variable is set. */
  providers: Partial<Record<ProviderKind, ProviderSettings>>
  /** `id.base64url` of 32 bytes, with commas between: the first wraps, all open. */
  rootKeys: string | undefined
  /** Of the operator's chat model, where they tell them. */
  chatPrices: Prices | undefined
  workersAiModel: string | undefined
  yahooFinanceUrl: string | undefined
  limits: Limits
  maxSteps: number
  handover: { afterMs: number; afterSteps: number }
  pythonMs: number
  firstByteMs: number
  betweenBytesMs: number
  demoPaceMs: number
}

export interface EgressSettings {
  dohUrl: string
  /** In lower case, without a port. */
  ownHosts: string[]
}

/** USD per million tokens. */
export interface Prices {
  input: number
  cachedInput: number
  output: number
}

export interface SignInSettings {
  passphraseHash: string | undefined
  access: { teamDomain: string; audiences: string[] } | undefined
  oidc: { issuer: string; clientId: string; clientSecret: string; allow: string[] } | undefined
  admins: string[]
  addressHeader: string
  corsOrigins: string[]
}

const parsed = new WeakMap<Env, Config>()

/** The settings, checked once per `env`. Throws setup_required with the variable's name where one is malformed. */
export function readConfig(env: Env): Config {
  const known = parsed.get(env)
  if (known) return known
  const variables = parseVariables(env)
  const config: Config = {
    openAccess: variables.OKCVM_OPEN_ACCESS === 'loopback',
    signIn: readSignIn(variables),
    sitesHost: variables.SITES_HOST,
    consoleOrigins: variables.OKCVM_CONSOLE_ORIGIN ?? [],
    egress: { dohUrl: variables.OKCVM_DOH_URL, ownHosts: ownHosts(variables) },
    providers: Object.fromEntries(PROVIDER_KINDS.flatMap((kind) => readProvider(env, kind))),
    rootKeys: variables.OKCVM_ROOT_KEY,
    chatPrices: readPrices(variables.OKCVM_CHAT_PRICES),
    workersAiModel: variables.OKCVM_WORKERS_AI_MODEL,
    yahooFinanceUrl: variables.OKCVM_YAHOO_FINANCE_BASE_URL,
    limits: limitsFrom(variables),
    maxSteps: variables.OKCVM_MAX_STEPS,
    handover: { afterMs: variables.OKCVM_HANDOVER_SECONDS * 1000, afterSteps: variables.OKCVM_HANDOVER_STEPS },
    pythonMs: variables.OKCVM_PYTHON_SECONDS * 1000,
    firstByteMs: variables.OKCVM_FIRST_BYTE_SECONDS * 1000,
    betweenBytesMs: variables.OKCVM_BETWEEN_BYTES_SECONDS * 1000,
    demoPaceMs: variables.OKCVM_DEMO_PACE_MS,
  }
  parsed.set(env, config)
  return config
}

function parseVariables(env: Env): z.infer<typeof Variables> {
  return parse(Variables, env, '')
}

/** The variables whose names begin with the prefix. One that is set but empty counts as unset. */
function parse<S extends z.ZodType>(schema: S, env: Env, prefix: string): z.output<S> {
  const set = Object.entries(env).flatMap(([name, value]) => {
    const isSet = name.startsWith(prefix) && (typeof value !== 'string' || value.trim() !== '')
    return isSet ? [[name.slice(prefix.length), value]] : []
  })
  const result = schema.safeParse(Object.fromEntries(set))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new AppError(
    'setup_required',
    `The setting ${prefix}${issue?.path.join('.')} is wrong: ${issue?.message}. Correct it and start again.`,
  )
}

function ownHosts({ OKCVM_OWN_HOSTS = [], SITES_HOST }: z.infer<typeof Variables>): string[] {
  return [...OKCVM_OWN_HOSTS, ...(SITES_HOST ? [SITES_HOST] : [])].map((host) =>
    host.toLowerCase().replace(/:\d+$/, ''),
  )
}

function readProvider(env: Env, kind: ProviderKind): [ProviderKind, ProviderSettings][] {
  const said = parse(ProviderVariables, env, `OKCVM_${kind.toUpperCase()}_`)
  const { BASE_URL: baseUrl, MODEL: model, API_KEY: apiKey, SERVICE: service, STREAMING: streaming } = said
  if (!baseUrl && !model && !apiKey && !service) return []
  const openKey = async () => apiKey
  return [[kind, { setBy: 'operator', service, baseUrl, model, streaming, openKey }]]
}

function readPrices(prices: number[] | undefined): Prices | undefined {
  const [input, cachedInput, output] = prices ?? []
  if (input === undefined || cachedInput === undefined || output === undefined) return undefined
  return { input, cachedInput, output }
}

/** Half a way in is none: throws setup_required with the variable that is missing. */
function readSignIn(variables: z.infer<typeof Variables>): SignInSettings {
  const { OKCVM_ACCESS_TEAM_DOMAIN: teamDomain, OKCVM_ACCESS_AUD: audiences = [] } = variables
  const { OKCVM_OIDC_ISSUER: issuer, OKCVM_OIDC_CLIENT_ID: clientId } = variables
  const { OKCVM_OIDC_CLIENT_SECRET: clientSecret, OKCVM_OIDC_ALLOW: allow = [] } = variables
  return {
    passphraseHash: variables.OKCVM_PASSPHRASE_HASH,
    access:
      teamDomain !== undefined || audiences.length > 0
        ? {
            teamDomain: present(teamDomain, 'OKCVM_ACCESS_TEAM_DOMAIN'),
            audiences: audiences.length > 0 ? audiences : missing('OKCVM_ACCESS_AUD'),
          }
        : undefined,
    oidc:
      issuer !== undefined || clientId !== undefined || clientSecret !== undefined
        ? {
            issuer: present(issuer, 'OKCVM_OIDC_ISSUER'),
            clientId: present(clientId, 'OKCVM_OIDC_CLIENT_ID'),
            clientSecret: present(clientSecret, 'OKCVM_OIDC_CLIENT_SECRET'),
            allow,
          }
        : undefined,
    admins: variables.OKCVM_ADMINS ?? [],
    addressHeader: variables.OKCVM_ADDRESS_HEADER ?? 'cf-connecting-ip',
    corsOrigins: variables.OKCVM_CORS_ORIGINS ?? [],
  }
}

function present(value: string | undefined, name: string): string {
  return value ?? missing(name)
}

function missing(name: string): never {
  throw new AppError('setup_required', `The setting ${name} is missing beside its neighbours. Set it and start again.`)
}
