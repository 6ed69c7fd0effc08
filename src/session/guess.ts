import type { StepOutcome, StepRequest } from '../agent/step'
import type { Prices } from '../env'
import { nanoUsdOf } from '../models/prices'

/** What a model call took, for limits alone: no figure that anybody is shown is guessed. */
export interface Guess {
  tokens: number
  nanoUsd: number
}

export const NO_GUESS: Guess = { tokens: 0, nanoUsd: 0 }

/** English has about four bytes a token, Chinese and code fewer: rather somewhat too much than too little. */
const BYTES_A_TOKEN = 3
const TOKENS_AN_IMAGE = 1500

/**
 * What a call took as far as its provider did not say, by the size of what was sent and of what had come. Thoughts that
 * a provider keeps to itself have no size here.
 */
export function guessOf(
  asked: Pick<StepRequest, 'prompt' | 'tools'>,
  { usage, receivedBytes }: Pick<StepOutcome, 'usage' | 'receivedBytes'>,
  prices: Prices | null,
): Guess {
  const { inputTokens, outputTokens } = usage
  if (inputTokens !== null && outputTokens !== null) return NO_GUESS
  const input = inputTokens === null ? sizeInTokens(asked) : 0
  const output = outputTokens === null ? Math.ceil(receivedBytes / BYTES_A_TOKEN) : 0
  const whole = { ...usage, inputTokens: inputTokens ?? input, outputTokens: outputTokens ?? output }
  return { tokens: input + output, nanoUsd: nanoUsdOf(whole, prices) ?? 0 }
}

function sizeInTokens({ prompt, tools }: Pick<StepRequest, 'prompt' | 'tools'>): number {
  const { bytes, images } = sizeOf([prompt, tools])
  return Math.ceil(bytes / BYTES_A_TOKEN) + images * TOKENS_AN_IMAGE
}

/** Of all text in a value, names included. A prompt weighs megabytes and nests as a model likes: no copy, no recursion. */
function sizeOf(value: unknown): { bytes: number; images: number } {
  let [bytes, images] = [0, 0]
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string') bytes += bytesOf(next)
    else if (next instanceof Uint8Array) images += 1
    else if (typeof next !== 'object' || next === null) bytes += 1
    else {
      for (const [name, inside] of Object.entries(next)) {
        bytes += name.length
        left.push(inside)
      }
    }
  }
  return { bytes, images }
}

/** In UTF-8, where most letters beyond ASCII take three. */
function bytesOf(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) bytes += 2
  return bytes
}
