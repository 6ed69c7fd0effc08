import { AppError } from '../errors'
import type { Message, MessagePart } from '../wire/messages'
import type { Ledger } from './ledger'
import type { Steps } from './steps'

export type MessageRow = {
  id: string
  parent_id: string | null
  role: 'user' | 'assistant'
  turn_id: string
  created_at: number
  /** Where the log tells of the message in full: an answer where its turn ended, null until then. */
  seq: number | null
}

/** A part as it is stored: a tool's outcome stays in the ledger and is joined when read. */
export type StoredPart = Exclude<MessagePart, { type: 'tool' }> | { type: 'tool'; invocationId: string }

/** A page travels by RPC, which takes 32 MiB, and is held several times over: a turn of many tool calls weighs megabytes. */
const PAGE_CHARS = 4_000_000

/** From a message up to the root, or to a depth. */
const BRANCH = `WITH RECURSIVE branch(id, depth) AS (
    SELECT ?, 0
    UNION ALL
    SELECT messages.parent_id, depth + 1 FROM branch JOIN messages ON messages.id = branch.id
    WHERE messages.parent_id IS NOT NULL AND depth + 1 < ?
  )`

/** The tree of messages. `conversation.leaf` names the end of the active branch. */
export class Transcript {
  constructor(
    private readonly sql: SqlStorage,
    private readonly ledger: Ledger,
    private readonly steps: Steps,
  ) {}

  get leaf(): string | null {
    return this.sql.exec<{ leaf: string | null }>('SELECT leaf FROM conversation').one().leaf
  }

  set leaf(id: string | null) {
    this.sql.exec('UPDATE conversation SET leaf = ?', id)
  }

  find(id: string): MessageRow | undefined {
    return this.sql.exec<MessageRow>('SELECT * FROM messages WHERE id = ?', id).toArray()[0]
  }

  count(): number {
    return this.sql.exec<{ n: number }>('SELECT count(*) AS n FROM messages').one().n
  }

  add({ id, parent_id, role, turn_id, created_at, seq }: MessageRow): void {
    this.sql.exec(
      'INSERT INTO messages (id, parent_id, role, turn_id, created_at, seq) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      parent_id,
      role,
      turn_id,
      created_at,
      seq,
    )
  }

  moveTo(id: string, parentId: string | null): void {
    this.sql.exec('UPDATE messages SET parent_id = ? WHERE id = ?', parentId, id)
  }

  /** Takes a question and its answer out of the tree; what was said after them follows what was said before. */
  withdraw({ message_id, answer_id }: { message_id: string; answer_id: string }): void {
    const parentId = this.find(message_id)?.parent_id ?? null
    this.sql.exec('UPDATE messages SET parent_id = ? WHERE parent_id = ?', parentId, answer_id)
    if (this.leaf === answer_id) this.leaf = parentId
  }

  addPart(messageId: string, step: number, part: StoredPart): void {
    this.sql.exec(
      `INSERT INTO parts (message_id, position, step, body)
       VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM parts WHERE message_id = ?1), ?2, ?3)`,
      messageId,
      step,
      JSON.stringify(part),
    )
  }

  parts(messageId: string): { step: number; part: StoredPart }[] {
    return this.sql
      .exec<{ step: number; body: string }>(
        'SELECT step, body FROM parts WHERE message_id = ? ORDER BY position',
        messageId,
      )
      .toArray()
      .map(({ step, body }) => ({ step, part: JSON.parse(body) }))
  }

  /** Everything the person wrote in this conversation, on whatever branch. */
  personTexts(): string[] {
    return this.sql
      .exec<{ text: string }>(
        `SELECT json_extract(body, '$.text') AS text FROM parts JOIN messages ON messages.id = parts.message_id
         WHERE role = 'user' AND json_extract(body, '$.type') = 'text'`,
      )
      .toArray()
      .map(({ text }) => text)
  }

  /** What a person sent, as text. */
  textOf(messageId: string): string {
    return textIn(this.parts(messageId))
  }

  /** From the root to a message, both included. */
  branchTo(id: string | null, limit = Number.MAX_SAFE_INTEGER): MessageRow[] {
    if (id === null) return []
    return this.sql
      .exec<MessageRow>(
        `${BRANCH}
         SELECT messages.id, messages.parent_id, role, turn_id, messages.created_at, coalesce(seq, ended_seq) AS seq
         FROM branch JOIN messages ON messages.id = branch.id LEFT JOIN turns ON turns.id = turn_id ORDER BY depth DESC`,
        id,
        limit,
      )
      .toArray()
  }

  /** The files that the messages from the root to this one have shown, and when each was shown last. */
  filesShown(id: string | null): Map<string, number> {
    if (id === null) return new Map()
    const rows = this.sql.exec<{ path: string; at: number }>(
      `${BRANCH}
       SELECT body ->> '$.path' AS path, max(created_at) AS at
       FROM branch JOIN messages ON messages.id = branch.id AND role = 'user'
       JOIN parts ON message_id = branch.id AND position > 0
       WHERE body ->> '$.type' = 'file' GROUP BY 1`,
      id,
      Number.MAX_SAFE_INTEGER,
    )
    return new Map(rows.toArray().map(({ path, at }) => [path, at]))
  }

  /** The active branch's page that ends before a message (or at the leaf), without what events after `seq` will tell. */
  page({ before, limit, seq }: { before: string | undefined; limit: number; seq: number }): {
    messages: Message[]
    before: string | null
  } {
    const settled = this.branchTo(this.#pageEnd(before)).filter((row) => row.seq !== null && row.seq <= seq)
    const messages = this.#newest(settled, limit)
    const [first] = messages
    return { messages, before: first && settled.length > messages.length ? first.id : null }
  }

  /** The last of the rows, oldest first: at least one, at most `limit`, and no more once PAGE_CHARS are reached. */
  #newest(rows: readonly MessageRow[], limit: number): Message[] {
    const messages: Message[] = []
    let chars = 0
    for (const row of rows.slice(-limit).reverse()) {
      if (chars > PAGE_CHARS) break
      const message = this.messageOf(row)
      chars += JSON.stringify(message).length
      messages.push(message)
    }
    return messages.reverse()
  }

  messageOf(row: MessageRow): Message {
    const { id, parent_id: parentId, role, turn_id: turnId, created_at: createdAt } = row
    const usage = role === 'assistant' ? this.steps.usageOf(turnId) : null
    return { id, parentId, role, turnId, createdAt, parts: this.messageParts(id, turnId), usage }
  }

  messageParts(messageId: string, turnId: string): MessagePart[] {
    const parts = this.parts(messageId)
    const called = parts.some(({ part }) => part.type === 'tool') ? this.ledger.show(turnId) : []
    const invocations = new Map(called.map((invocation) => [invocation.invocationId, invocation]))
    return parts.flatMap(({ part }): MessagePart[] => {
      if (part.type !== 'tool') return [part]
      const invocation = invocations.get(part.invocationId)
      if (!invocation) return []
      const { invocationId, name, input, status, output, preview, durationMs } = invocation
      return [{ type: 'tool', invocationId, name, input, status, output, preview, durationMs }]
    })
  }

  #pageEnd(before: string | undefined): string | null {
    if (before === undefined) return this.leaf
    const row = this.find(before)
    if (!row) throw new AppError('bad_request', 'before: there is no such message. Start again without it.')
    return row.parent_id
  }
}

export function textIn(parts: readonly { part: StoredPart }[]): string {
  return parts.map(({ part }) => (part.type === 'text' ? part.text : '')).join('')
}
