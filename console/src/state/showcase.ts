import { computed, createModel, type ReadonlySignal, signal } from '@preact/signals'
import type { Preview } from '../../../src/wire/preview'
import type { TalkMessage, ToolPart } from './talk-shapes'

/** Something to look at: what a call shows, or one thing that its code brought forth. */
export interface Showable {
  key: string
  preview: Preview
}

/** What the workbench offers; other kinds come there only where the person sends them. */
const WORTH_A_PANEL = new Set<Preview['kind']>(['chart', 'table', 'image', 'markdown', 'code', 'page'])
/** What it shows by itself, and opens for. */
const WORTH_OPENING = new Set<Preview['kind']>(['chart', 'table', 'image'])

/** The previews of a conversation, which of them fills the screen, and which one the workbench shows. */
export const Showcase = createModel((messages: ReadonlySignal<TalkMessage[]>) => {
  const items = computed(() => messages.value.flatMap(({ parts }) => parts.flatMap(showablesOf)))
  const fullKey = signal<string | undefined>(undefined)
  const fullAt = computed(() => items.value.findIndex(({ key }) => key === fullKey.value))
  const chosenKey = signal<string | undefined>(undefined)
  const chosen = computed(() => items.value.find(({ key }) => key === chosenKey.value))
  const newest = computed(() => items.value.findLast(({ preview }) => WORTH_OPENING.has(preview.kind)))
  /** For the workbench, newest first. */
  const offered = computed(() =>
    items.value.filter((item) => WORTH_A_PANEL.has(item.preview.kind) || item === chosen.value).reverse(),
  )
  /** What the workbench shows where there is no site. */
  const shown = computed(() => chosen.value ?? newest.value ?? offered.value[0])

  function openFull(key: string) {
    fullKey.value = key
  }

  function closeFull() {
    fullKey.value = undefined
  }

  /** To the next one, or back; stays where there is none. */
  function step(by: 1 | -1) {
    const next = fullAt.peek() < 0 ? undefined : items.peek()[fullAt.peek() + by]
    if (next) fullKey.value = next.key
  }

  /** For the workbench; undefined goes back to what it shows by itself. */
  function choose(key: string | undefined) {
    chosenKey.value = key
  }

  return { items, fullAt, chosen, newest, offered, shown, openFull, closeFull, step, choose }
})

export function keyOf(invocationId: string, output?: number): string {
  return output === undefined ? invocationId : `${invocationId}/${output}`
}

/** Whether a preview, or what its code brought forth, is worth opening the workbench for. */
export function isWorthOpening(preview: Preview | null | undefined): boolean {
  if (preview?.kind === 'code') return preview.outputs.some(isWorthOpening)
  return preview ? WORTH_OPENING.has(preview.kind) : false
}

const known = new WeakMap<ToolPart, Showable[]>()

function showablesOf(part: TalkMessage['parts'][number]): Showable[] {
  if (part.type !== 'tool' || part.preview === null || part.phase === 'preparing') return []
  const before = known.get(part)
  if (before) return before
  const { preview, invocationId } = part
  const outputs = preview.kind === 'code' ? preview.outputs : []
  // Printed text is read with its code.
  const theirs = outputs.flatMap((output, at) =>
    output.kind === 'text' ? [] : [{ key: keyOf(invocationId, at), preview: output }],
  )
  const all = [{ key: keyOf(invocationId), preview }, ...theirs]
  known.set(part, all)
  return all
}
