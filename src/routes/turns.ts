import { Hono } from 'hono'
import { cancelTurn, getInvocation, getTurn, sendMessage } from '../wire/turns'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const turns = new Hono<HonoEnv>()

mount(turns, sendMessage, ({ params, body, caller, host, sessions }) =>
  sessions.of(params.conversation).sendMessage(caller, { ...body, host }),
)

mount(turns, getTurn, ({ params, caller, sessions }) => sessions.of(params.conversation).getTurn(caller, params.turn))

mount(turns, getInvocation, ({ params, caller, sessions }) =>
  sessions.of(params.conversation).getInvocation(caller, params.turn, params.invocation),
)

mount(turns, cancelTurn, ({ params, caller, sessions }) =>
  sessions.of(params.conversation).cancelTurn(caller, params.turn),
)
