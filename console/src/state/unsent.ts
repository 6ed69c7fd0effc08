import type { Outgoing } from './post-turn'
import { keep, readKept } from './settings'

/** Messages that the server may not have yet, kept in this browser: a page that goes away in mid-send loses none. */
export function keepUnsent(conversation: string | undefined, unsent: Outgoing[]): void {
  keep(nameOf(conversation), unsent.length === 0 ? '' : JSON.stringify(unsent))
}

export function readUnsent(conversation: string | undefined): Outgoing[] {
  try {
    const kept: unknown = JSON.parse(readKept(nameOf(conversation)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isOutgoing) : []
  } catch {
    return [] // nothing that this console wrote
  }
}

export function joined(...texts: string[]): string {
  return texts.filter((text) => text.trim() !== '').join('\n\n')
}

/** Whether a text stands in a draft by itself. */
export function holds(draft: string, text: string): boolean {
  return `\n\n${draft.trim()}\n\n`.includes(`\n\n${text}\n\n`)
}

/** A draft without a text that stood in it by itself; as it is where none did. */
export function without(draft: string, text: string): string {
  if (!holds(draft, text)) return draft
  return `\n\n${draft.trim()}\n\n`.replace(`\n\n${text}\n\n`, () => '\n\n').trim()
}

function nameOf(conversation: string | undefined): string {
  return `draft.${conversation ?? 'new'}.unsent`
}

function isOutgoing(value: unknown): value is Outgoing {
  const { messageId, text } = (value ?? {}) as Partial<Outgoing>
  return typeof messageId === 'string' && typeof text === 'string'
}
