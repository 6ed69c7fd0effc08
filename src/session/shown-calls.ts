import type { Invocation } from '../wire/turns'
import { glimpse } from './preparing'

/** Of a turn's calls together, in JSON: they travel by RPC, which takes 32 MiB, more than once and in two bytes a character. */
export const SHOWN_CHARS = 4_000_000

type Shown = Pick<Invocation, 'input' | 'output' | 'preview'>

/**
 * A turn's calls as they are, where they are small together. Else the longest are cut to what is left for each, and
 * their output says where the whole is.
 */
export function shownCalls<T extends Shown>(calls: readonly T[], addressOf: (call: T) => string): T[] {
  const sizes = calls.map(sizeOf)
  const most = fairShare(sizes, SHOWN_CHARS)
  return calls.map((call, at) => ((sizes[at] ?? 0) > most ? cut(call, most, addressOf(call)) : call))
}

/** The most that each may have, so that all together have no more than `total`; the small ones leave theirs to the others. */
export function fairShare(sizes: readonly number[], total: number): number {
  let [left, waiting] = [total, sizes.length]
  for (const size of sizes.toSorted((a, b) => a - b)) {
    if (size * waiting > left) return Math.floor(left / waiting)
    left -= size
    waiting -= 1
  }
  return Number.POSITIVE_INFINITY
}

function sizeOf({ input, output, preview }: Shown): number {
  return JSON.stringify([input, output, preview]).length
}

/** A quarter each for the arguments and the preview, where they need it; the rest is the output's. */
function cut<T extends Shown>(call: T, most: number, address: string): T {
  const quarter = Math.floor(most / 4)
  const shown = { ...call, input: cutInput(call.input, quarter), preview: cutPreview(call.preview, quarter) }
  const room = Math.max(0, most - sizeOf({ ...shown, output: null }))
  return { ...shown, output: cutOutput(call.output, room, address) }
}

/** Cut arguments are no longer JSON and so become text. */
function cutInput(input: unknown, chars: number): unknown {
  const text = JSON.stringify(input)
  return text.length <= chars ? input : `${text.slice(0, chars)}…`
}

function cutPreview(preview: Invocation['preview'], chars: number): Invocation['preview'] {
  const small = preview && glimpse(preview, chars)
  if (!small || JSON.stringify(small).length <= 2 * chars) return small
  return { kind: 'text', title: small.title.slice(0, chars), text: '', cut: true }
}

function cutOutput(output: string | null, chars: number, address: string): string | null {
  if (output === null) return null
  const kept = output.slice(0, chars)
  return `${kept}\n[Cut to be shown: ${kept.length} of ${output.length} characters. The whole call: GET ${address}]`
}
