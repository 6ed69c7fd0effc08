import type { Count } from '../count.ts'

/** Rows written, by the table or call that wrote them. */
const rows = new Map<string, number>()

let installed = false
let skewMs = 0

const now = Date.now
Date.now = () => now() + skewMs

/** What the bench asks of one object, inside of it. */
export interface Counted extends Rpc.DurableObjectBranded {
  benchSize(): Promise<number>
  benchRing(): Promise<void>
}

type Method = (this: unknown, ...given: unknown[]) => unknown

/** From here on every object of this class counts what it writes. Call before its constructor. */
export function countObject({ storage }: DurableObjectState, env: { DB?: D1Database }): void {
  if (installed) return
  installed = true
  after(storage.sql, 'exec', (cursor, [query]) => {
    const { rowsWritten } = cursor as SqlStorageCursor<Record<string, SqlStorageValue>>
    add(tableOf(String(query)), rowsWritten)
  })
  after(storage, 'setAlarm', () => add('(alarm)', 1))
  after(storage, 'deleteAlarm', () => add('(alarm)', 1))
  for (const keyed of [storage, storage.kv]) {
    after(keyed, 'put', (_, [put]) => add('(key)', typeof put === 'object' && put ? Object.keys(put).length : 1))
    after(keyed, 'delete', (_, [keys]) => add('(key)', Array.isArray(keys) ? keys.length : 1))
  }
  if (env.DB) installD1(env.DB)
}

/** Answers the bench's own question as a Count, after ringing the object's alarm at a later time; undefined for all others. */
export async function answerCount(
  request: Request,
  objects: DurableObjectNamespace<Counted>,
): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname !== '/bench/rows') return undefined
  const object = objects.get(objects.idFromName(searchParams.get('object') ?? ''))
  if (searchParams.has('laterMs')) {
    skewMs = Number(searchParams.get('laterMs'))
    await object.benchRing()
    skewMs = 0
  }
  const sizeBytes = await object.benchSize()
  return Response.json({ rows: Object.fromEntries(rows), sizeBytes } satisfies Count)
}

function installD1(db: D1Database): void {
  const addResult = (result: unknown) => {
    const { meta } = result as D1Result
    if (typeof meta.rows_written !== 'number') throw new Error('D1 does not tell how many rows it wrote.')
    add('(D1)', meta.rows_written)
  }
  const later = (use: (result: unknown) => void) => (promise: unknown) => {
    void Promise.resolve(promise).then(use, () => {})
  }
  const statement = db.prepare('SELECT 1')
  after(statement, 'run', later(addResult))
  after(statement, 'all', later(addResult))
  after(
    db,
    'batch',
    later((results) => (results as unknown[]).forEach(addResult)),
  )
}

/** Calls `use` with the result and the arguments of every call of a method, wherever on the prototypes it stands. */
function after(object: object, name: string, use: (result: unknown, given: unknown[]) => void): void {
  let owner: object | null = object
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner)
  const original = owner && (Reflect.get(owner, name) as Method)
  if (!owner || !original) throw new Error(`There is no ${name} to count.`)
  const counted: Method = function (...given) {
    const result = original.apply(this, given)
    use(result, given)
    return result
  }
  Object.defineProperty(owner, name, { value: counted, writable: true, configurable: true })
}

function add(what: string, written: number): void {
  if (written > 0) rows.set(what, (rows.get(what) ?? 0) + written)
}

function tableOf(query: string): string {
  const [, verb, table] = /\b(INTO|UPDATE|FROM|TABLE|INDEX)\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)/i.exec(query) ?? []
  const isDelete = /^\s*DELETE/i.test(query)
  return table ? `${isDelete ? 'delete ' : ''}${table}` : (verb ?? query.slice(0, 40))
}
