import type {
  LanguageModelV4,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import type { Usage } from '../wire/messages'
import { answerTooLong, argumentsWithinLimit, cutArguments, StepSize } from './step-size'
import { usageOf } from './usage'

/** A tool call as the model made it; `input` is JSON text, or whatever the model sent in its place. */
export interface StepCall {
  invocationId: string
  callId: string
  name: string
  input: string
}

/** All that one model call brought. It fills up while the stream runs, so that a stopped step keeps what it had. */
export interface StepOutcome {
  text: string
  reasoning: string
  /** From the first word of the reasoning until what came after it; null where there was none. */
  reasoningMs: number | null
  calls: StepCall[]
  finishReason: string | null
  usage: Usage
  /** Of its text, its thoughts and its calls' arguments, as JSON. */
  receivedBytes: number
  model: string | null
  responseId: string | null
  ttftMs: number | null
  durationMs: number | null
}

export type Delta =
  | { type: 'text' | 'reasoning'; text: string }
  | { type: 'arguments'; invocationId: string; name: string; text: string }

export interface StepRequest {
  model: LanguageModelV4
  prompt: LanguageModelV4Prompt
  tools: LanguageModelV4FunctionTool[]
  signal: AbortSignal
  now: () => number
  newId: () => string
  onDelta: (delta: Delta) => void
}

export function emptyOutcome(): StepOutcome {
  const usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null }
  return {
    text: '',
    reasoning: '',
    reasoningMs: null,
    calls: [],
    finishReason: null,
    usage,
    receivedBytes: 0,
    model: null,
    responseId: null,
    ttftMs: null,
    durationMs: null,
  }
}

/** One model call. Fills `outcome`, tells of each delta; throws what the provider threw. */
export async function runStep(request: StepRequest, outcome: StepOutcome): Promise<void> {
  const { model, prompt, tools, signal, now } = request
  const startedAt = now()
  try {
    signal.throwIfAborted()
    const { stream } = await model.doStream({ prompt, tools, abortSignal: signal, toolChoice: { type: 'auto' } })
    const reader = new StepReader(request, outcome, startedAt)
    for await (const part of stream) {
      signal.throwIfAborted()
      reader.take(part)
      if (reader.isCut) break // a call that has no end; what came before it goes on
    }
  } finally {
    outcome.durationMs = now() - startedAt
  }
}

/** A tool's name is short; a longer one is no tool's, and would stand in every row of its call. */
const NAME_CHARS = 200

class StepReader {
  /** True once a call's arguments passed the limit: nothing more is wanted of this answer. */
  isCut = false
  readonly #size = new StepSize()
  readonly #begun = new Map<string, { invocationId: string; name: string }>()
  readonly #arguments = new Map<string, string>()
  #reasoningSince: number | undefined

  constructor(
    private readonly request: StepRequest,
    private readonly outcome: StepOutcome,
    private readonly startedAt: number,
  ) {}

  take(part: LanguageModelV4StreamPart): void {
    const { outcome } = this
    switch (part.type) {
      case 'response-metadata':
        outcome.responseId = part.id ?? outcome.responseId
        outcome.model = part.modelId ?? outcome.model
        return
      case 'text-delta':
        this.#count(part.delta)
        outcome.text += part.delta
        this.#tell({ type: 'text', text: part.delta })
        return
      case 'reasoning-delta':
        this.#count(part.delta)
        outcome.reasoning += part.delta
        this.#tell({ type: 'reasoning', text: part.delta })
        this.#reasoningSince ??= this.request.now()
        return
      case 'tool-input-start':
        this.#begun.set(part.id, { invocationId: this.request.newId(), name: part.toolName.slice(0, NAME_CHARS) })
        this.#tell({ type: 'arguments', ...this.#call(part.id, part.toolName), text: '' })
        return
      case 'tool-input-delta':
        this.#arguments.set(part.id, (this.#arguments.get(part.id) ?? '') + part.delta)
        if (this.#measure(part.delta)) this.#tell({ type: 'arguments', ...this.#call(part.id, ''), text: part.delta })
        else this.#cut(part.id)
        return
      case 'tool-call':
        this.#take(part.toolCallId, part.toolName, argumentsWithinLimit(part.input))
        return
      case 'finish':
        outcome.finishReason = part.finishReason.unified
        outcome.usage = usageOf(part.usage)
        return
      case 'error':
        throw part.error
    }
  }

  #count(piece: string): void {
    if (!this.#measure(piece)) throw answerTooLong()
  }

  /** Answers whether all is still within the limit. */
  #measure(piece: string): boolean {
    const isWithin = this.#size.add(piece)
    this.outcome.receivedBytes = this.#size.sizeBytes
    return isWithin
  }

  #take(callId: string, toolName: string, input: string): void {
    this.#sawToken()
    const { invocationId, name } = this.#call(callId, toolName.slice(0, NAME_CHARS))
    this.outcome.calls.push({ invocationId, callId, name, input })
  }

  /** The SDK tells of whole calls at the answer's end, which is not waited for: those that are whole are taken now. */
  #cut(cutId: string): void {
    this.isCut = true
    for (const [callId, text] of this.#arguments) {
      const isTaken = this.outcome.calls.some((call) => call.callId === callId)
      if (callId === cutId) this.#take(callId, '', cutArguments(text))
      else if (!isTaken && isJson(text)) this.#take(callId, '', text)
    }
  }

  #call(id: string, name: string) {
    const begun = this.#begun.get(id)
    if (begun) return begun
    const call = { invocationId: this.request.newId(), name }
    this.#begun.set(id, call)
    return call
  }

  #tell(delta: Delta): void {
    if (delta.text === '' && delta.type !== 'arguments') return
    this.#sawToken()
    this.request.onDelta(delta)
  }

  #sawToken(): void {
    this.outcome.ttftMs ??= this.request.now() - this.startedAt
    this.#endReasoning()
  }

  /** Reasoning that goes on counts until its newest word, so that a stopped step knows as much. */
  #endReasoning(): void {
    if (this.#reasoningSince === undefined) return
    const { outcome, request } = this
    outcome.reasoningMs = (outcome.reasoningMs ?? 0) + request.now() - this.#reasoningSince
    this.#reasoningSince = undefined
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
