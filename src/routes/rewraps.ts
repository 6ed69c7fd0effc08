import { Hono } from 'hono'
import { rewrapPage } from '../accounts/rewrap'
import { createRewrap } from '../wire/rewraps'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const rewraps = new Hono<HonoEnv>()

mount(rewraps, createRewrap, ({ body, env }) => rewrapPage(env, body?.cursor))
