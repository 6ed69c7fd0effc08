import * as z from 'zod'
import { AppError } from './errors'

/** The bindings that wrangler.toml declares, and the variables that may be set. */
export interface Env {
  SESSIONS: DurableObjectNamespace<import('./session/session').Session>
  DB: D1Database
  BLOBS: R2Bucket
  ASSETS: Fetcher
  /** Only in the production environment: locally it would make wrangler ask for a login. */
  AI?: Ai
  [variable: string]: unknown
}

const seconds = (fallback: number) => z.coerce.number().positive().max(3600).default(fallback)

const text = z.string().trim().optional()

const Variables = z.object({
  /** Set by `npm start` alone. */
  OKCVM_OPEN_ACCESS: z.enum(['loopback']).optional(),
  SITES_HOST: text,
  OKCVM_CHAT_BASE_URL: text,
  OKCVM_CHAT_MODEL: text,
  OKCVM_CHAT_API_KEY: text,
  OKCVM_WORKERS_AI_MODEL: text,
  OKCVM_MAX_STEPS: z.coerce.number().int().min(1).max(1000).default(40),
  /** A turn's loop goes on in a fresh invocation after this long or this many steps, before the platform ends it. */
  OKCVM_HANDOVER_SECONDS: z.coerce.number().positive().max(600).default(480),
  OKCVM_HANDOVER_STEPS: z.coerce.number().int().min(1).default(30),
  OKCVM_FIRST_BYTE_SECONDS: seconds(300),
  OKCVM_BETWEEN_BYTES_SECONDS: seconds(60),
  /** Milliseconds between the demo model's pieces. */
  OKCVM_DEMO_PACE_MS: z.coerce.number().min(0).max(1000).default(18),
})

export interface Config {
  openAccess: boolean
  /** Sites live at `{slug}.{sitesHost}`; undefined: under /sites/ on this host. */
  sitesHost: string | undefined
  chat: { baseUrl: string | undefined; model: string | undefined; apiKey: string | undefined }
  workersAiModel: string | undefined
  maxSteps: number
  handover: { afterMs: number; afterSteps: number }
  firstByteMs: number
  betweenBytesMs: number
  demoPaceMs: number
}

const parsed = new WeakMap<Env, Config>()

/** The settings, checked once per `env`. Throws setup_required with the variable's name where one is malformed. */
export function readConfig(env: Env): Config {
  const known = parsed.get(env)
  if (known) return known
  const variables = parseVariables(env)
  const config: Config = {
    openAccess: variables.OKCVM_OPEN_ACCESS === 'loopback',
    sitesHost: variables.SITES_HOST,
    chat: {
      baseUrl: variables.OKCVM_CHAT_BASE_URL,
      model: variables.OKCVM_CHAT_MODEL,
      apiKey: variables.OKCVM_CHAT_API_KEY,
    },
    workersAiModel: variables.OKCVM_WORKERS_AI_MODEL,
    maxSteps: variables.OKCVM_MAX_STEPS,
    handover: { afterMs: variables.OKCVM_HANDOVER_SECONDS * 1000, afterSteps: variables.OKCVM_HANDOVER_STEPS },
    firstByteMs: variables.OKCVM_FIRST_BYTE_SECONDS * 1000,
    betweenBytesMs: variables.OKCVM_BETWEEN_BYTES_SECONDS * 1000,
    demoPaceMs: variables.OKCVM_DEMO_PACE_MS,
  }
  parsed.set(env, config)
  return config
}

/** A variable that is set but empty counts as unset. */
function parseVariables(env: Env): z.infer<typeof Variables> {
  const set = Object.entries(env).filter(([, value]) => typeof value !== 'string' || value.trim() !== '')
  const result = Variables.safeParse(Object.fromEntries(set))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new AppError(
    'setup_required',
    `The setting ${issue?.path.join('.')} is wrong: ${issue?.message}. Correct it and start again.`,
  )
}
