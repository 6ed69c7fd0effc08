import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { putMessages, SEARCHED_BYTES, type SearchedMessage } from '../../src/records/messages'

function message(id: string, text: string): SearchedMessage {
  return { id, role: 'assistant', turnId: 'turn', text, createdAt: 1 }
}

async function textsOf(conversationId: string): Promise<string[]> {
  const rows = env.DB.prepare('select text from messages where conversation_id = ? order by id').bind(conversationId)
  const { results } = await rows.all<{ text: string }>()
  return results.map(({ text }) => text)
}

test('a repeat replaces the text and adds no row', async () => {
  const place = { account: 'a', conversationId: 'repeat' }
  await putMessages(env.DB, { ...place, messages: [message('m', 'half'), message('n', 'other')] })
  await putMessages(env.DB, { ...place, messages: [message('m', 'whole')] })
  expect(await textsOf('repeat')).toEqual(['whole', 'other'])
})

test('more messages than one statement could bind go in together', async () => {
  const many = Array.from({ length: 120 }, (_, index) => message(`m${index}`, 'x'))
  await putMessages(env.DB, { account: 'a', conversationId: 'many', messages: many })
  expect((await textsOf('many')).length).toBe(120)
})

test('no messages are no work', async () => {
  await expect(putMessages(env.DB, { account: 'a', conversationId: 'none', messages: [] })).resolves.toBeUndefined()
})

test('long text is cut at a whole character', async () => {
  const text = '界'.repeat(SEARCHED_BYTES)
  await putMessages(env.DB, { account: 'a', conversationId: 'long', messages: [message('m', text)] })
  const [kept = ''] = await textsOf('long')
  const sizeBytes = new TextEncoder().encode(kept).length
  expect(sizeBytes).toBeLessThanOrEqual(SEARCHED_BYTES)
  expect(sizeBytes).toBeGreaterThan(SEARCHED_BYTES - 3)
  expect(text.startsWith(kept)).toBe(true)
})
