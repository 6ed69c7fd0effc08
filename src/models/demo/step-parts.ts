import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { DemoStep } from './step'

/** A file's text arrives in pieces of about this length, so that a page takes seconds, not minutes. */
const ARGUMENT_CHARS = 60

/** A step as a real model would stream it: reasoning, words, then the arguments of each call in pieces. */
export function partsOf(step: DemoStep, callsBefore: number): LanguageModelV4StreamPart[] {
  const parts: LanguageModelV4StreamPart[] = []
  if (step.reasoning) {
    parts.push({ type: 'reasoning-start', id: 'reasoning' })
    for (const delta of words(step.reasoning)) parts.push({ type: 'reasoning-delta', id: 'reasoning', delta })
    parts.push({ type: 'reasoning-end', id: 'reasoning' })
  }
  if (step.text) {
    parts.push({ type: 'text-start', id: 'text' })
    // The words of all steps are read as one answer; the next step begins a paragraph.
    const text = step.calls?.length ? `${step.text}\n\n` : step.text
    for (const delta of words(text)) parts.push({ type: 'text-delta', id: 'text', delta })
    parts.push({ type: 'text-end', id: 'text' })
  }
  step.calls?.forEach(({ name, input }, position) => {
    const id = `demo-call-${callsBefore + position + 1}`
    const json = JSON.stringify(input)
    parts.push({ type: 'tool-input-start', id, toolName: name })
    for (const delta of slices(json, ARGUMENT_CHARS)) parts.push({ type: 'tool-input-delta', id, delta })
    parts.push({ type: 'tool-input-end', id }, { type: 'tool-call', toolCallId: id, toolName: name, input: json })
  })
  return parts
}

/** A word with the space after it; Chinese, which has no spaces, by two characters. */
function words(text: string): string[] {
  return text.match(/[\p{Script=Han}\p{P}]{1,2}\s*|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? []
}

function slices(text: string, chars: number): string[] {
  return Array.from({ length: Math.ceil(text.length / chars) }, (_, at) => text.slice(at * chars, (at + 1) * chars))
}
