import type { Attack } from './attack'
import type { Answer } from './send'

/** Of the same shape as an id, and of nothing; the same one for the same id, so that twins have one history. */
export function missingFor(id: string): string {
  const start = Math.min(4, Math.floor(id.length / 2))
  const rest = id.slice(start).replace(/[0-9a-f]/g, (digit) => ((Number.parseInt(digit, 16) + 7) % 16).toString(16))
  return id.slice(0, start) + rest
}

/** The ids of a list that a request names. */
export function namedIn({ path, body = '', headers }: Attack, ids: string[]): string[] {
  const said = `${path} ${body} ${Object.values(headers).join(' ')}`
  return ids.filter((id) => said.includes(id))
}

/**
 * Whether it acts on a thing of the list, and does not merely name one where nobody should look: in a header, or in a
 * query that sets no store by it.
 */
export function actsOn({ path, body = '' }: Attack, ids: string[]): boolean {
  const said = `${path.split('?')[0]} ${body}`
  return ids.some((id) => said.includes(id))
}

/** The same request for things that never were. */
export function twinOf(attack: Attack, named: string[]): Attack {
  // A new message's id is the twin's own: under the first one's, another text would be a conflict.
  const swap = (text: string) =>
    named.reduce((said, id) => said.replaceAll(id, missingFor(id)), text.replace(/\bm-\d+/g, '$&-twin'))
  return {
    ...attack,
    path: swap(attack.path),
    body: attack.body && swap(attack.body),
    headers: Object.fromEntries(Object.entries(attack.headers).map(([name, value]) => [name, swap(value)])),
  }
}

const NOT_COMPARED = new Set(['x-request-id', 'date', 'etag', 'last-modified'])

/** Two answers without what is always new: equal where nobody can tell a foreign thing from a missing one. */
export function differenceOf(foreign: Answer, missing: Answer, named: string[]): string | undefined {
  if (foreign.status !== missing.status) return `status ${foreign.status} against ${missing.status}`
  // What a turn of one's own came to is told with ids of its own.
  if (foreign.status < 400 || foreign.status > 499) return undefined
  const [one, other] = [seenOf(foreign, named), seenOf(missing, named)]
  if (one !== other) return `${one} against ${other}`
  const [work, twin] = [JSON.stringify(foreign.work), JSON.stringify(missing.work)]
  return work === twin ? undefined : `work ${work} against ${twin}`
}

function seenOf({ headers, body }: Answer, named: string[]): string {
  const requestId = headers.find(([name]) => name === 'x-request-id')?.[1] ?? 'none'
  const compared = headers.filter(([name]) => !NOT_COMPARED.has(name))
  return named.reduce(
    (said, id) => said.replaceAll(id, '*').replaceAll(missingFor(id), '*'),
    `${JSON.stringify(compared)} ${body.replaceAll(requestId, '*')}`,
  )
}
