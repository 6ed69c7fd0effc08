import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { Conversation } from '../../../src/wire/conversations'
import type { ScriptedModel } from '../../support/scripted-model'
import type { Tenant } from './account'

/** What is only the owner's: each stands in one store, and in an answer to anybody else it is a leak. */
export interface Canaries {
  all: string[]
  /** A new one for a store. */
  in(store: string): string
}

export function canaries(): Canaries {
  const all: string[] = []
  return {
    all,
    in(store) {
      const canary = `canary-${store}-${crypto.randomUUID().slice(0, 13)}`
      all.push(canary)
      return canary
    },
  }
}

/** A word that a stranger may search for. */
export const TOPIC = 'Zanzibar'

/** What a stranger may know: names of files that anybody would guess. */
export const KNOWN_PATHS = ['notes.txt', 'output/site/index.html', 'output/report.md']

const LARGE = 40_000

/** Fills every store of an account, by the API and by a turn of a scripted model. */
export async function fillStores({ own }: Tenant, model: ScriptedModel, canary: Canaries): Promise<Conversation> {
  const conversation = await own.post<Conversation>('/api/conversations', { title: `${TOPIC} ${canary.in('title')}` })
  const at = `/api/conversations/${conversation.id}`
  await own.put(`${at}/files/notes.txt`, `${TOPIC} ${canary.in('file')}`)
  await own.put(`${at}/files/large.txt`, canary.in('r2').padEnd(LARGE, '.'))
  await own.put(`${at}/files/${canary.in('name')}.txt`, 'named')

  const signature = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  await own.put(`${at}/files/photo.png`, new Blob([signature, canary.in('attachment')]))
  const index = { file_path: 'output/site/index.html', content: `<title>${canary.in('site')}</title>` }
  const report = { file_path: 'output/report.md', content: canary.in('written') }
  const end = canary.in('end')
  const todo = { content: canary.in('todo'), priority: 'high', status: 'pending' }
  model.script(
    [
      { reasoning: canary.in('reasoning') },
      { text: canary.in('reply') },
      { call: 'mshtools-write_file', input: index },
      { call: 'mshtools-write_file', input: report },
      { call: 'mshtools-todo_write', input: { todos: [todo] } },
      { call: 'mshtools-read_file', input: { file_path: 'notes.txt' } },
      { call: 'mshtools-read_file', input: { file_path: 'photo.png' } },
    ],
    [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: 'output/site' } }],
    [{ text: end }],
  )
  const message = `${TOPIC} ${canary.in('message')}`
  await own.post('/api/chat', { message, conversation_id: conversation.id, stream: false })
  // A second setting of the same kind would take the first one's place.
  const kind = canary.all.some((each) => each.includes('base-url')) ? 'speech' : 'image'
  const provider = {
    baseUrl: `https://${canary.in('base-url')}.test/v1`,
    model: canary.in('model'),
    key: canary.in('provider'),
  }
  await own.put(`/api/provider-settings/${kind}`, new Blob([JSON.stringify(provider)], { type: 'application/json' }))
  await own.post('/api/keys', { name: canary.in('key'), scopes: ['chat'] })
  await settled(conversation.id, end)
  const { deployments } = await own.get<{ deployments: { slug: string }[] }>('/api/deployments')
  // The address is the key to a site, so it is a secret of whoever published it.
  canary.all.push(...deployments.map(({ slug }) => slug))
  return conversation
}

/** What a turn came to reaches D1 behind its back. */
async function settled(conversation: string, last: string): Promise<void> {
  const found = () =>
    env.DB.prepare(
      `SELECT count(*) AS n FROM messages JOIN deployments USING (conversation_id)
       WHERE conversation_id = ? AND instr(messages.text, ?) > 0`,
    )
      .bind(conversation, last)
      .first('n')
  await vi.waitUntil(async () => (await found()) === 1, { timeout: 5000 })
}
