import { Hono } from 'hono'
import { putAccountSettings, readAccountSettings } from '../records/account-settings'
import { getAccountSettings, updateAccountSettings } from '../wire/account-settings'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const accountSettings = new Hono<HonoEnv>()

mount(accountSettings, getAccountSettings, ({ caller, env }) => readAccountSettings(env.DB, caller.account))

mount(accountSettings, updateAccountSettings, async ({ body, caller, env }) => {
  const before = await readAccountSettings(env.DB, caller.account)
  const settings = { approvals: body.approvals ?? before.approvals }
  await putAccountSettings(env.DB, caller.account, settings)
  return settings
})
