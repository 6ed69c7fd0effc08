import { Hono } from 'hono'
import { canSaveKeys, deleteSetting, listSettings, saveSetting } from '../accounts/provider-settings'
import {
  deleteProviderSetting,
  listProviderSettings,
  saveProviderSetting,
  tryProviderSetting,
} from '../wire/provider-settings'
import type { HonoEnv } from './context'
import { mount } from './mount'
import { tryOut } from './provider-trial'

export const providerSettings = new Hono<HonoEnv>()

mount(providerSettings, listProviderSettings, async ({ caller, env }) => ({
  settings: await listSettings(env, caller.account),
  canSaveKeys: await canSaveKeys(env),
}))

mount(providerSettings, saveProviderSetting, ({ params, body, caller, env }) =>
  saveSetting(env, caller.account, params.kind, body),
)

mount(providerSettings, deleteProviderSetting, ({ params, caller, env }) =>
  deleteSetting(env, caller.account, params.kind),
)

mount(providerSettings, tryProviderSetting, ({ params, caller, env }) => tryOut(env, caller.account, params.kind))
