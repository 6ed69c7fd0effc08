import { Hono } from 'hono'
import { isSetUp } from '../accounts/identify'
import { providerSettings } from '../accounts/provider-settings'
import { readConfig } from '../env'
import { listModels as modelsOf } from '../models/catalog'
import { api } from '../wire/api'
import { getHealth, getOpenApi, listModels } from '../wire/system'
import type { HonoEnv } from './context'
import { mount } from './mount'
import { openApiDocument } from './openapi'

export const VERSION = '0.1.0'

/** Answers before anyone is identified: they tell nothing of anyone. */
export const openDoors = new Hono<HonoEnv>()

mount(openDoors, getHealth, ({ env }) => ({
  status: isSetUp(readConfig(env)) ? ('ok' as const) : ('setup_required' as const),
  version: VERSION,
}))

mount(openDoors, getOpenApi, () => openApiDocument(api, VERSION))

export const models = new Hono<HonoEnv>()

mount(models, listModels, async ({ caller, env }) => {
  const chat = await providerSettings(env, caller.account, 'chat')
  const offered = modelsOf({ config: readConfig(env), env, chat })
  return {
    models: offered.map(({ languageModel: _, prices: __, ...model }, index) => ({ ...model, default: index === 0 })),
  }
})
