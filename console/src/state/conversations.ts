import { computed, signal } from '@preact/signals'
import type { Conversation, ConversationChange, DeletionReceipt } from '../../../src/wire/conversations'
import * as wire from '../../../src/wire/conversations'
import { call, isMissing } from '../api'

/** Conversations as the list shows them, by id; kept true by answers, events and reloads. */
const known = signal<Record<string, Conversation>>({})
/** What a search found, in the server's order; undefined while nothing is searched. */
const found = signal<string[] | undefined>(undefined)
const nextCursor = signal<string | null>(null)

export const search = signal('')
export const listState = signal<'loading' | 'ready' | 'problem'>('loading')
export const listProblem = signal<unknown>(undefined)
export const hasMore = computed(() => nextCursor.value !== null)
export const isSearching = computed(() => found.value !== undefined)

export const listed = computed<Conversation[]>(() => {
  const all = known.value
  const ids = found.value
  if (ids) return ids.flatMap((id) => all[id] ?? [])
  return Object.values(all)
    .filter(({ archived }) => !archived)
    .sort(newestFirst)
})

/** Loads the first page; what was loaded before stays until the answer is there. */
export async function loadConversations(): Promise<void> {
  const q = search.peek().trim()
  try {
    const page = await call(wire.listConversations, { query: q ? { q } : {} })
    if (q !== search.peek().trim()) return
    const ids = page.conversations.map(({ id }) => id)
    found.value = q ? ids : undefined
    known.value = { ...(q ? known.peek() : beyond(page.conversations, page.cursor)), ...byId(page.conversations) }
    nextCursor.value = page.cursor
    listState.value = 'ready'
  } catch (problem) {
    listProblem.value = problem
    listState.value = 'problem'
  }
}

export async function loadMore(): Promise<void> {
  const cursor = nextCursor.peek()
  if (cursor === null) return
  const q = search.peek().trim()
  const page = await call(wire.listConversations, { query: q ? { q, cursor } : { cursor } })
  known.value = { ...known.peek(), ...byId(page.conversations) }
  if (found.peek()) found.value = [...(found.peek() ?? []), ...page.conversations.map(({ id }) => id)]
  nextCursor.value = page.cursor
}

export function conversationOf(id: string): Conversation | undefined {
  return known.value[id]
}

export function learn(conversation: Conversation): void {
  known.value = { ...known.peek(), [conversation.id]: conversation }
}

export async function fetchConversation(id: string): Promise<void> {
  learn(await call(wire.getConversation, { params: { conversation: id } }))
}

export async function createConversation(): Promise<Conversation> {
  const conversation = await call(wire.createConversation, { body: {} })
  learn(conversation)
  return conversation
}

/** Changes at once on screen, and back where the server refuses. */
export async function changeConversation(id: string, change: ConversationChange): Promise<void> {
  const before = known.peek()[id]
  if (before) learn({ ...before, ...defined(change) })
  try {
    learn(await call(wire.updateConversation, { params: { conversation: id }, body: change }))
  } catch (problem) {
    if (before) learn(before)
    throw problem
  }
}

export async function deleteConversation(id: string): Promise<DeletionReceipt | undefined> {
  const receipt = await call(wire.deleteConversation, { params: { conversation: id } }).catch((problem: unknown) => {
    if (isMissing(problem)) return undefined // gone is what was wanted
    throw problem
  })
  forget(id)
  return receipt
}

export function forget(id: string): void {
  const { [id]: _, ...rest } = known.peek()
  known.value = rest
}

/** A projection may lag by moments, so what is this young stays though the list does not name it. */
const YOUNG_MS = 60_000

/** What a first page cannot contradict: conversations beyond its end, and new ones. The others were deleted elsewhere. */
function beyond(page: Conversation[], cursor: string | null): Record<string, Conversation> {
  const last = page.at(-1)
  const isBeyond = (conversation: Conversation) =>
    cursor !== null && last !== undefined && newestFirst(conversation, last) > 0
  const isYoung = ({ updatedAt }: Conversation) => Date.now() - updatedAt < YOUNG_MS
  return byId(Object.values(known.peek()).filter((each) => isBeyond(each) || isYoung(each)))
}

function byId(conversations: Conversation[]): Record<string, Conversation> {
  return Object.fromEntries(conversations.map((conversation) => [conversation.id, conversation]))
}

function defined(change: ConversationChange): Partial<Conversation> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function newestFirst(a: Conversation, b: Conversation): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1
  return b.updatedAt - a.updatedAt
}
