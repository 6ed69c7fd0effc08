import { drizzle } from 'drizzle-orm/d1'
import { messages } from './schema'

/** Enough to find a message by its words, little enough that a row stays far below D1's 2 MB. */
export const SEARCHED_BYTES = 100_000

export interface SearchedMessage {
  id: string
  role: 'user' | 'assistant'
  turnId: string
  /** The message's text parts, joined. */
  text: string
  createdAt: number
}

export interface MessageBatch {
  account: string
  conversationId: string
  messages: readonly SearchedMessage[]
}

/** Makes messages findable, all or none of them; a repeat replaces. Text past SEARCHED_BYTES is left out. */
export async function putMessages(db: D1Database, batch: MessageBatch): Promise<void> {
  const records = drizzle(db)
  const [first, ...rest] = batch.messages.map((message) => {
    const { id, role, turnId, createdAt } = message
    const text = firstBytes(message.text)
    return records
      .insert(messages)
      .values({ conversationId: batch.conversationId, account: batch.account, id, role, turnId, text, createdAt })
      .onConflictDoUpdate({ target: [messages.conversationId, messages.id], set: { role, turnId, text, createdAt } })
  })
  if (first === undefined) return
  await records.batch([first, ...rest])
}

function firstBytes(text: string): string {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= SEARCHED_BYTES) return text
  // `stream` holds back a character that the cut went through.
  return new TextDecoder().decode(bytes.subarray(0, SEARCHED_BYTES), { stream: true })
}
