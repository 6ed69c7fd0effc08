import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { pacedStream } from './paced-stream'
import { planFor } from './plan'
import { readTurn } from './read-turn'
import { nextStep } from './step'
import { partsOf } from './step-parts'

export interface DemoOptions {
  /** Between two pieces; 0 waits for nothing. */
  paceMs: number
}

/** The built-in model: no AI, no network, the same answer to the same conversation. */
export function demoModel({ paceMs }: DemoOptions): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'demo',
    modelId: 'demo',
    supportedUrls: {},
    async doStream(options) {
      return { stream: pacedStream(answerTo(options), paceMs, options.abortSignal) }
    },
    async doGenerate(options) {
      const parts = answerTo(options)
      const calls = parts.filter(
        (part): part is Extract<typeof part, { type: 'tool-call' }> => part.type === 'tool-call',
      )
      const content: LanguageModelV4Content[] = [
        { type: 'reasoning', text: joined(parts, 'reasoning-delta') },
        { type: 'text', text: joined(parts, 'text-delta') },
      ]
      const spoken = content.filter((part) => !('text' in part) || part.text !== '')
      return { content: [...spoken, ...calls], finishReason: finishOf(calls.length), usage: UNKNOWN, warnings: [] }
    },
  }
}

/** A model that is none has no tokens: unknown, not zero. */
const UNKNOWN: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}

function answerTo({ prompt, tools }: LanguageModelV4CallOptions): LanguageModelV4StreamPart[] {
  const turn = readTurn(
    prompt,
    (tools ?? []).map((tool) => tool.name),
  )
  const step = nextStep(planFor(turn), turn)
  return [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: `demo-${turn.stepsBefore + 1}`, modelId: 'demo' },
    ...partsOf(step, turn.callsBefore),
    { type: 'finish', finishReason: finishOf(step.calls?.length ?? 0), usage: UNKNOWN },
  ]
}

function finishOf(calls: number): LanguageModelV4FinishReason {
  return calls > 0 ? { unified: 'tool-calls', raw: 'tool_calls' } : { unified: 'stop', raw: 'stop' }
}

function joined(parts: LanguageModelV4StreamPart[], type: 'text-delta' | 'reasoning-delta'): string {
  return parts.map((part) => (part.type === type ? part.delta : '')).join('')
}
