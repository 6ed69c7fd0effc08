import type { Conversation, ConversationChange } from '../wire/conversations'

type Row = {
  id: string
  account: string
  title: string
  titled_by: 'nobody' | 'first message' | 'person'
  model: string
  pinned: number
  archived: number
  created_at: number
  updated_at: number
  leaf: string | null
  secret: string
  floor: number
  /** The invocation that brought the first content from outside; null while there is none. */
  tainted_by: string | null
  /** 1 where the person ever uploaded a file here. */
  has_upload: number
  /** Characters of the person's longest message. */
  longest_message: number
}

const TITLE_CHARS = 60

/** The one row that says what this conversation is and whose. */
export class ConversationRow {
  constructor(private readonly sql: SqlStorage) {}

  create({
    id,
    account,
    model,
    title,
    now,
    secret,
  }: {
    id: string
    account: string
    model: string
    title: string | undefined
    now: number
    secret: string
  }): void {
    this.sql.exec(
      'INSERT INTO conversation (id, account, title, titled_by, model, created_at, updated_at, secret) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      account,
      title ?? '',
      title === undefined ? 'nobody' : 'person',
      model,
      now,
      now,
      secret,
    )
  }

  find(): Row | undefined {
    return this.sql.exec<Row>('SELECT * FROM conversation').toArray()[0]
  }

  get(): Row {
    return this.sql.exec<Row>('SELECT * FROM conversation').one()
  }

  /** As the wire has it. */
  read(): Conversation {
    const { id, title, model, pinned, archived, tainted_by, created_at: createdAt, updated_at: updatedAt } = this.get()
    const [tainted, awaitsApproval] = [tainted_by !== null, this.#awaitsApproval()]
    return {
      id,
      title,
      model,
      pinned: pinned === 1,
      archived: archived === 1,
      tainted,
      awaitsApproval,
      createdAt,
      updatedAt,
    }
  }

  change({ title, pinned, archived, model }: ConversationChange): void {
    const now = this.get()
    this.sql.exec(
      'UPDATE conversation SET title = ?, titled_by = ?, pinned = ?, archived = ?, model = ?',
      title ?? now.title,
      title === undefined ? now.titled_by : 'person',
      Number(pinned ?? now.pinned),
      Number(archived ?? now.archived),
      model ?? now.model,
    )
  }

  /** A message came, and the branch ends at `leaf`. It names a conversation that nobody named; true where it did. */
  advance({ leaf, text, now }: { leaf: string | null; text: string; now: number }): boolean {
    const { title, titled_by } = this.get()
    const isNamed = titled_by === 'nobody'
    this.sql.exec(
      `UPDATE conversation SET leaf = ?, title = ?, titled_by = ?, updated_at = max(updated_at + 1, ?),
       longest_message = max(longest_message, ?)`,
      leaf,
      isNamed ? titleFrom(text) : title,
      isNamed ? 'first message' : titled_by,
      now,
      text.length,
    )
    return isNamed
  }

  touch(now: number): void {
    this.sql.exec('UPDATE conversation SET updated_at = max(updated_at + 1, ?)', now)
  }

  /** Content from outside is in the history from here on; it never leaves again. */
  taint(invocationId: string): void {
    this.sql.exec('UPDATE conversation SET tainted_by = ? WHERE tainted_by IS NULL', invocationId)
  }

  noteUpload(): void {
    this.sql.exec('UPDATE conversation SET has_upload = 1 WHERE has_upload = 0')
  }

  #awaitsApproval(): boolean {
    return this.sql.exec('SELECT 1 FROM approvals WHERE decision IS NULL LIMIT 1').toArray().length > 0
  }
}

/** The first line of a message, cut between words. */
export function titleFrom(text: string): string {
  const line = text.trim().split('\n')[0]?.trim().replace(/\s+/g, ' ') ?? ''
  const characters = [...line]
  if (characters.length <= TITLE_CHARS) return line
  const cut = characters.slice(0, TITLE_CHARS).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > TITLE_CHARS / 2 ? cut.slice(0, space) : cut}…`
}
