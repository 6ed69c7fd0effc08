import { Hono } from 'hono'
import { createKey as make } from '../accounts/keys'
import { readConfig } from '../env'
import { notFound } from '../errors'
import { deleteKey, listKeys as listRecords } from '../records/keys'
import { createKey, listKeys, revokeKey } from '../wire/keys'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const keys = new Hono<HonoEnv>()

mount(keys, listKeys, async ({ caller, env }) => ({ keys: await listRecords(env.DB, caller.account) }))

mount(keys, createKey, ({ body, caller, env }) => make({ db: env.DB, config: readConfig(env) }, caller, body))

mount(keys, revokeKey, async ({ params, caller, env }) => {
  if (!(await deleteKey(env.DB, caller.account, params.key))) throw notFound('key')
  return { keyId: params.key }
})
