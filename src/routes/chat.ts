import { Hono } from 'hono'
import { reachMeter } from '../accounts/reach-meter'
import { refusalError } from '../accounts/refusals'
import { readConfig } from '../env'
import { AppError, isAppError } from '../errors'
import { type ChatPayload, type ChatRequest, chat as declared } from '../wire/chat'
import { isErrorCode } from '../wire/errors'
import { textProblem } from '../wire/messages'
import { chatFrames, keptFrames } from './chat-dialect'
import type { HonoEnv, RouteContext } from './context'
import { conversationIdFor } from './conversation-id'
import { eventStream } from './event-stream'
import { followTurn } from './follow-turn'
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
  const conversationId = await open(c, request, messageId)
  const session = () => sessionsOf(c.env).of(conversationId)
  const { turnId, cursor } = await session().sendMessage(caller, {
    messageId,
    text: request.message,
    replaceLast: request.replace_last,
    host: new URL(c.req.url).hostname,
  })
  const headers = { 'X-OKC-Conversation-Id': conversationId, 'X-OKC-Turn-Id': turnId }
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  const place = { session, caller, turnId }
  const followed = await followTurn({ session, caller, after: cursor }).catch(unlessExpired)
  const frames = followed ? chatFrames(followed, place) : keptFrames({ ...place, cursor })
  if (wantsStream(c, request)) return eventStream(frames, headers)
  for await (const _ of frames) {
    // Only the end matters to a reader of JSON.
  }
  return c.json(await payloadOf(c, session(), turnId))
})

/** The id of the conversation that the message goes to; a first message makes its own. */
async function open(c: RouteContext, { conversation_id }: ChatRequest, messageId: string): Promise<string> {
  if (conversation_id !== undefined) return conversation_id
  const { caller } = c.var
  const id = await conversationIdFor(caller.account, messageId)
  const session = sessionsOf(c.env).of(id)
  const { limits } = readConfig(c.env)
  const refusal = await reachMeter(c.env, caller.account, (meter) => meter.refuseTurn(limits))
  // A message that its account may not send now makes no conversation; a repeat finds the one that it made.
  if (refusal) await session.getConversation(caller).catch(() => Promise.reject(refusalError(refusal)))
  else await session.create(caller, { id })
  return id
}

/** A repeat of a message from days ago finds its turn's events gone, and the turn kept. */
function unlessExpired(error: unknown): undefined {
  if (!isAppError(error) || error.code !== 'cursor_expired') throw error
}

function wantsStream(c: RouteContext, { stream }: ChatRequest): boolean {
  return stream && (c.req.header('accept') ?? '').includes('text/event-stream')
}

async function payloadOf(c: RouteContext, session: SessionStub, turnId: string): Promise<ChatPayload> {
  const result = await session.getChatResult(c.var.caller, turnId)
  if (!result) throw new AppError('internal', 'The turn has no result. Reload the conversation.')
  const { error } = result.turn
  if (error) {
    const { code, message, retryAt } = error
    throw new AppError(isErrorCode(code) ? code : 'model_failed', message, { retryAt })
  }
  return result.payload
}
