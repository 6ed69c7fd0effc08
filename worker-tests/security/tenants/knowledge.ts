import type { Surface } from '../requests/declared'
import { pathWith } from '../requests/declared'
import type { Tenant } from './account'

/** Shorter ones, like a to-do's number, are no secret and would be found everywhere. */
const ID_MIN_CHARS = 8
const ID = /^[A-Za-z0-9_-]{8,64}$/

/** Every id and cursor of an account, by the name of its field: the worst that a stranger could have learned. */
export class Knowledge {
  readonly #byName = new Map<string, Set<string>>()
  readonly cursors = new Set<string>()

  idsFor(name: string): string[] {
    return [...new Set([...this.idsNamed(name), ...(this.#byName.get('id') ?? [])])]
  }

  idsNamed(name: string): string[] {
    return [...(this.#byName.get(plainName(name)) ?? [])]
  }

  get ids(): string[] {
    return [...new Set([...this.#byName.values()].flatMap((ids) => [...ids]))]
  }

  /** An `id` has the name of what it is in: `conversations: [{ id }]`. */
  learn(value: unknown, name = '', around = ''): void {
    if (typeof value === 'string') this.#learnText(value, name === 'id' ? around.replace(/s$/, '') || name : name, name)
    else if (Array.isArray(value)) for (const each of value) this.learn(each, name, name)
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) this.learn(each, key, name)
  }

  forget(ids: string[]): void {
    for (const known of this.#byName.values()) for (const id of ids) known.delete(id)
  }

  #learnText(text: string, name: string, field: string): void {
    if (/cursor|before/i.test(field)) this.cursors.add(text)
    if (!/(^id|Id|_id)$/.test(field) || text.length < ID_MIN_CHARS || !ID.test(text)) return
    const ids = this.#byName.get(plainName(name)) ?? new Set()
    this.#byName.set(plainName(name), ids.add(text))
  }
}

function plainName(name: string): string {
  return name.replace(/_?id$/i, '') || 'id'
}

/** Not JSON, or not of an account. */
const NOT_READ = /^(watchEvents|readSite|readFile|getOpenApi|getHealth|startOidcSignIn|finishOidcSignIn)$/

/** Reads all that an account can read, and what can be read with the ids found there. Answers it by path. */
export async function everythingOf(
  { own }: Tenant,
  surfaces: Surface[],
  knowledge: Knowledge = new Knowledge(),
): Promise<Map<string, unknown>> {
  const readable = surfaces.filter(({ method, operation }) => method === 'GET' && !NOT_READ.test(operation))
  const seen = new Map<string, unknown>()
  const read = async (path: string) => {
    if (seen.has(path)) return
    const response = await own.fetch(path)
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    const body: unknown = isJson ? await response.json() : await response.text()
    if (!response.ok) return
    seen.set(path, withoutItself(body))
    knowledge.learn(body)
  }
  const depth = ({ params }: Surface) => Object.keys(params).length
  for (const { path, params } of [...readable].sort((one, other) => depth(one) - depth(other))) {
    for (const fill of combinations(Object.keys(params), knowledge))
      await read(pathWith(path, (name) => fill[name] ?? name))
  }
  return seen
}

/** Every reading is one more request of its account. */
function withoutItself(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('requestsThisMinute' in body)) return body
  const { requestsThisMinute: _, ...rest } = body
  return rest
}

/** Only ids of the right name are tried: the rest answers not_found. */
function combinations(names: string[], knowledge: Knowledge): Record<string, string>[] {
  let fills: Record<string, string>[] = [{}]
  for (const name of names) {
    fills = fills.flatMap((fill) => knowledge.idsNamed(name).map((id) => ({ ...fill, [name]: id })))
  }
  return fills
}
