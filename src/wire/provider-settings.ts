import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { Time } from './ids'

/** What a provider is asked for. */
export const ProviderKind = z.enum(['chat', 'image', 'speech', 'sound', 'transcription', 'search'])
export type ProviderKind = z.infer<typeof ProviderKind>
export const PROVIDER_KINDS: readonly ProviderKind[] = ProviderKind.options

/** The search services whose answers are understood; only `searxng` has no address of its own. */
export const SearchService = z.enum(['brave', 'tavily', 'searxng'])
export type SearchService = z.infer<typeof SearchService>

export const BASE_URL_MAX = 500
export const MODEL_NAME_MAX = 200
export const PROVIDER_KEY_MAX = 2000

/** What an account set for one kind. The key itself never leaves the Worker but towards the provider. */
export const OwnProvider = z.object({
  /** For search alone. */
  service: z.nullable(SearchService),
  /** Null where the search service has its own address. */
  baseUrl: z.nullable(z.string()),
  model: z.nullable(z.string()),
  /** Whether chat answers are asked for as a stream. */
  streaming: z.boolean(),
  key: z.object({
    present: z.boolean(),
    /** Null where there is no key, and of one too short to show a part of. */
    lastFour: z.nullable(z.string()),
  }),
  updatedAt: Time,
})
export type OwnProvider = z.infer<typeof OwnProvider>

export const ProviderSetting = z.object({
  kind: ProviderKind,
  /** Null where the account set nothing; then the operator's holds, if there is one. */
  own: z.nullable(OwnProvider),
  /** Of the operator's setting nobody learns more than this. */
  operator: z.nullable(z.object({ service: z.nullable(SearchService), model: z.nullable(z.string()) })),
})
export type ProviderSetting = z.infer<typeof ProviderSetting>

const params = z.object({ kind: ProviderKind })

const BaseUrl = z.string().check(z.trim(), z.minLength(1, 'Give an address, or null.'), z.maxLength(BASE_URL_MAX))
const ModelName = z
  .string()
  .check(z.trim(), z.minLength(1, 'Give the model’s name, or null.'), z.maxLength(MODEL_NAME_MAX))
const ProviderKey = z
  .string()
  .check(
    z.trim(),
    z.maxLength(PROVIDER_KEY_MAX),
    z.regex(/^[\x21-\x7e]+$/, 'A key has no spaces and no letters beyond ASCII. Copy it again.'),
  )

export const SaveProvider = z.strictObject({
  service: z.optional(z.nullable(SearchService)),
  baseUrl: z.optional(z.nullable(BaseUrl)),
  model: z.optional(z.nullable(ModelName)),
  streaming: z._default(z.boolean(), true),
  /** Left out: keep the key, unless service or address change. Null: forget it. */
  key: z.optional(z.nullable(ProviderKey)),
})
export type SaveProvider = z.infer<typeof SaveProvider>

export const listProviderSettings = endpoint({
  method: 'get',
  path: '/api/provider-settings',
  summary: 'Which models and services your account uses, without their keys',
  reply: z.object({
    settings: z.array(ProviderSetting),
    /** False where the operator has made no root key yet: then keys cannot be saved. */
    canSaveKeys: z.boolean(),
  }),
  errors: ['setup_required'],
})

export const saveProviderSetting = endpoint({
  method: 'put',
  path: '/api/provider-settings/:kind',
  summary: 'Set what your account uses for one kind; another service or address forgets the key',
  scope: 'person',
  params,
  body: SaveProvider,
  reply: ProviderSetting,
  errors: ['bad_request', 'forbidden_origin', 'setup_required'],
})

export const deleteProviderSetting = endpoint({
  method: 'delete',
  path: '/api/provider-settings/:kind',
  summary: 'Forget what your account set for one kind, the key too; the operator’s setting holds again',
  scope: 'person',
  params,
  reply: ProviderSetting,
  errors: ['bad_request', 'forbidden_origin', 'setup_required'],
})

export const ProviderTrial = z.object({
  ok: z.boolean(),
  /** What came back, or why nothing good did. */
  message: z.string(),
  durationMs: z.number(),
})
export type ProviderTrial = z.infer<typeof ProviderTrial>

export const tryProviderSetting = endpoint({
  method: 'post',
  path: '/api/provider-settings/:kind/trials',
  summary: 'Make one small real call with what your account uses for one kind, and tell what came back',
  scope: 'person',
  params,
  reply: ProviderTrial,
  errors: ['bad_request', 'forbidden_origin', 'limit_reached', 'setup_required', 'unavailable'],
})
