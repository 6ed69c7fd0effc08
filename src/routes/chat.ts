import { Hono } from 'hono'
import { AppError } from '../errors'
import { type ChatPayload, type ChatRequest, chat as declared } from '../wire/chat'
import { isErrorCode } from '../wire/errors'
import { textProblem } from '../wire/messages'
import { chatFrames } from './chat-dialect'
import type { HonoEnv, RouteContext } from './context'
import { conversationIdFor } from './conversation-id'
import { eventStream } from './event-stream'
import { followLog } from './follow-log'
import { readJson } from './json-body'
import { parse } from './mount'
import { type SessionStub, sessionsOf } from './sessions'

export const chat = new Hono<HonoEnv>()

/** Act and watch in one request: the same session calls as POST …/turns and GET …/events. */
chat.post(declared.path, async (c) => {
  const request = parse(declared.body, await readJson(c))
  // Before a conversation is made for it: a refused message leaves nothing.
  const problem = textProblem(request.message, 'message')
  if (problem) throw new AppError(problem.code, problem.message)
  const { caller } = c.var
  const messageId = request.message_id ?? crypto.randomUUID()
  const { session, conversationId } = await open(c, request, messageId)
  const { turnId, cursor } = await session.sendMessage(caller, {
    messageId,
    text: request.message,
    replaceLast: request.replace_last,
  })
  const headers = { 'X-OKC-Conversation-Id': conversationId, 'X-OKC-Turn-Id': turnId }
  const followed = await followLog(session, caller, cursor)
  const frames = chatFrames(followed, { session, caller, turnId })
  if (wantsStream(c, request)) return eventStream(frames, headers)
  for await (const _ of frames) {
    // Only the end matters to a reader of JSON.
  }
  return c.json(await payloadOf(c, session, turnId), 200, headers)
})

async function open(c: RouteContext, { conversation_id }: ChatRequest, messageId: string) {
  const sessions = sessionsOf(c.env)
  if (conversation_id !== undefined) return { session: sessions.of(conversation_id), conversationId: conversation_id }
  const conversationId = await conversationIdFor(c.var.caller.account, messageId)
  const session = sessions.of(conversationId)
  await session.create(c.var.caller, { id: conversationId })
  return { session, conversationId }
}

function wantsStream(c: RouteContext, { stream }: ChatRequest): boolean {
  return stream && (c.req.header('accept') ?? '').includes('text/event-stream')
}

async function payloadOf(c: RouteContext, session: SessionStub, turnId: string): Promise<ChatPayload> {
  const result = await session.getChatResult(c.var.caller, turnId)
  if (!result) throw new AppError('internal', 'The turn has no result. Reload the conversation.')
  const { error } = result.turn
  if (error) throw new AppError(isErrorCode(error.code) ? error.code : 'model_failed', error.message)
  return result.payload
}
