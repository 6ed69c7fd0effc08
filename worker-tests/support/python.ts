import type { MessagePage } from '../../src/wire/messages'
import type { Preview } from '../../src/wire/preview'
import type { Turn, TurnReceipt } from '../../src/wire/turns'
import { client } from './client'
import { eventsUntil, type ScriptedModel } from './scripted-model'

export type Cell = string | { code: string; restart?: boolean }

export interface CellAnswer {
  output?: string
  result?: string
  displayed?: string[]
  pictures?: string[]
  error?: string
  notes?: string[]
}

const owner = client()

/** What people see of the cells of the latest turn. */
export async function cellsSeen(conversation: string): Promise<Preview[]> {
  const { messages } = await owner.get<MessagePage>(`/api/conversations/${conversation}/messages`)
  return (messages.at(-1)?.parts ?? []).flatMap((part) => (part.type === 'tool' && part.preview ? part.preview : []))
}

/** One turn through the door in which the model runs cells, one call each. Answers what the model read of them. */
export async function runCells(model: ScriptedModel, conversation: string, ...cells: Cell[]): Promise<CellAnswer[]> {
  const inputs = cells.map((cell) => (typeof cell === 'string' ? { code: cell } : cell))
  model.script(...inputs.map((input) => [{ call: 'mshtools-ipython', input }]), [{ text: 'Done.' }])
  const home = `/api/conversations/${conversation}`
  const message = { messageId: crypto.randomUUID(), text: 'Go' }
  const { turnId, cursor } = await owner.post<TurnReceipt>(`${home}/turns`, message)
  await eventsUntil(conversation, 'turn.completed', { after: cursor })
  const { invocations } = await owner.get<Turn>(`${home}/turns/${turnId}`)
  return invocations.map(({ status, output }) => {
    if (status !== 'success') throw new Error(`A cell failed: ${output}`)
    return JSON.parse(output ?? '{}')
  })
}
