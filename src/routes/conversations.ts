import { Hono } from 'hono'
import { listConversations as listRecords } from '../records/conversations'
import {
  createConversation,
  deleteConversation,
  getConversation,
  listConversations,
  updateConversation,
} from '../wire/conversations'
import { listMessages } from '../wire/messages'
import type { HonoEnv } from './context'
import { newConversationId } from './conversation-id'
import { mount } from './mount'

export const conversations = new Hono<HonoEnv>()

mount(conversations, listConversations, ({ query, caller, env }) =>
  listRecords(env.DB, { account: caller.account, ...query }),
)

mount(conversations, createConversation, ({ body, caller, sessions }) => {
  const id = newConversationId()
  return sessions.of(id).create(caller, { id, title: body?.title })
})

mount(conversations, getConversation, ({ params, caller, sessions }) =>
  sessions.of(params.conversation).getConversation(caller),
)

mount(conversations, updateConversation, ({ params, body, caller, sessions }) =>
  sessions.of(params.conversation).updateConversation(caller, body),
)

mount(conversations, deleteConversation, async ({ params, caller, sessions, accept }) => {
  const { receipt, finished } = await sessions.of(params.conversation).deleteConversation(caller)
  if (!finished) accept()
  return receipt
})

mount(conversations, listMessages, ({ params, query, caller, sessions }) =>
  sessions.of(params.conversation).listMessages(caller, query),
)
