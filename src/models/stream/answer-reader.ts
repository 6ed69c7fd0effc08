import { listOf, recordOf, textOf } from '../json'
import { type ProviderError, providerError } from './provider-error'
import { type CallDelta, ToolCalls } from './tool-calls'
import { type ChunkUsage, withUsage } from './usage'

/** The one shape that the SDK gets to read, whatever the provider sent. */
export interface Chunk {
  id?: string
  model?: string
  created?: number
  choices: { index: 0; delta: Delta; finish_reason?: string }[]
  usage?: ChunkUsage
}

interface Delta {
  content?: string
  reasoning_content?: string
  refusal?: string
  tool_calls?: CallDelta[]
}

export interface ErrorChunk {
  error: { message: string; type: string | null; code: string | number | null; param: { status: number } | null }
}

/** Our own findings, told in the place of the provider's error: `code` is then a TurnErrorCode or model_truncated. */
export const OWN_ERROR = 'okcvm'

const SYNONYMS: Record<string, string> = {
  end_turn: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  tool_call: 'tool_calls',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  safety: 'content_filter',
}

/** Reads a provider's chunks one after another and gives each back in the one shape. */
export class AnswerReader {
  readonly #calls = new ToolCalls()
  #usage: ChunkUsage = {}
  #finish: string | undefined
  #wroteText = false
  #read = false
  #closed = false

  /** A finish reason came, or the usage that only follows one: what ends now is whole. */
  get isComplete(): boolean {
    return this.#finish !== undefined || this.#closed
  }

  read(value: unknown): (Chunk | ErrorChunk)[] {
    const chunk = recordOf(value)
    if (!chunk) return []
    this.#read = true
    const choices = listOf(chunk.choices)
      .map(recordOf)
      .filter((choice) => choice !== undefined)
    const choice = choices.find(({ index }) => index === 0) ?? choices[0] ?? {}
    const told = this.#delta(chunk, choice)
    this.#usage = withUsage(this.#usage, chunk, choice)
    this.#closed ||= choices.length === 0 && Array.isArray(chunk.choices) && recordOf(chunk.usage) !== undefined
    this.#finish = textOf(choice.finish_reason) ?? textOf(chunk.finish_reason) ?? this.#finish
    const error = providerError(chunk)
    return [{ ...metadataOf(chunk), choices: told }, ...(error ? [errorChunk(error)] : [])]
  }

  /** The last chunk: what was held back, the finish reason, the usage. `isWhole`: the provider said that this is all. */
  end(isWhole: boolean): (Chunk | ErrorChunk)[] {
    if (!this.#read) return [ownError('model_invalid', 'The model answered with an empty stream. Try again.')]
    const held = this.#calls.end()
    const opening: Chunk[] = held.length > 0 ? [{ choices: [{ index: 0, delta: { tool_calls: held } }] }] : []
    const usage = Object.keys(this.#usage).length > 0 ? { usage: this.#usage } : {}
    if (!isWhole && !this.isComplete) {
      return [
        ...opening,
        { choices: [], ...usage },
        ownError('model_truncated', "The model's answer broke off. Try again."),
      ]
    }
    return [...opening, { choices: [{ index: 0, delta: {}, finish_reason: this.#finishReason() }], ...usage }]
  }

  #finishReason(): string {
    const said = this.#finish ?? 'stop'
    const known = SYNONYMS[said.toLowerCase()] ?? (said === said.toUpperCase() ? said.toLowerCase() : said)
    return known === 'stop' && this.#calls.any ? 'tool_calls' : known
  }

  #delta(chunk: Record<string, unknown>, choice: Record<string, unknown>): Chunk['choices'] {
    const delta = recordOf(choice.delta) ?? this.#wholeMessage(choice)
    const parts = partsOf(delta.content ?? choice.text ?? this.#nativeText(chunk))
    const reasoning = reasoningOf(delta) + parts.reasoning
    const refusal = textOf(delta.refusal)
    const legacy = recordOf(delta.function_call)
    const calls = [delta.tool_calls, legacy ? [legacy] : [], chunk.tool_calls].flatMap((list) => this.#calls.take(list))
    this.#wroteText ||= parts.text !== ''
    const told: Delta = {
      ...(reasoning ? { reasoning_content: reasoning } : {}),
      ...(parts.text ? { content: parts.text } : {}),
      ...(refusal ? { refusal } : {}),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    }
    return Object.keys(told).length > 0 ? [{ index: 0, delta: told }] : []
  }

  /** A plain answer has `message` in the place of `delta`; after deltas it would only repeat them. */
  #wholeMessage(choice: Record<string, unknown>): Record<string, unknown> {
    return this.#wroteText || this.#calls.any ? {} : (recordOf(choice.message) ?? {})
  }

  /** Workers AI's older models write `response` where others write choices. */
  #nativeText(chunk: Record<string, unknown>): unknown {
    if ('choices' in chunk || chunk.response === null || chunk.response === undefined) return undefined
    return typeof chunk.response === 'object' ? JSON.stringify(chunk.response) : String(chunk.response)
  }
}

export function errorChunk(error: ProviderError): ErrorChunk {
  const { message, type, code, status } = error
  return {
    error: {
      message,
      type: type ?? null,
      code: code ?? status ?? null,
      param: status === undefined ? null : { status },
    },
  }
}

export function ownError(code: string, message: string): ErrorChunk {
  return { error: { message, type: OWN_ERROR, code, param: null } }
}

function metadataOf(chunk: Record<string, unknown>): Pick<Chunk, 'id' | 'model' | 'created'> {
  const id = textOf(chunk.id)
  const model = textOf(chunk.model)
  const { created } = chunk
  return {
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(typeof created === 'number' && Number.isFinite(created) ? { created } : {}),
  }
}

/** Providers that write reasoning in two places write the same in both. */
function reasoningOf(delta: Record<string, unknown>): string {
  const plain = [delta.reasoning_content, delta.reasoning, delta.thinking].map(plainText).find((text) => text !== '')
  if (plain !== undefined) return plain
  return listOf(delta.reasoning_details).map(plainText).join('')
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value
  const record = recordOf(value)
  return textOf(record?.text) ?? textOf(record?.content) ?? textOf(record?.summary) ?? ''
}

/** Content is a string, or a list of parts of which some may be reasoning. */
function partsOf(content: unknown): { text: string; reasoning: string } {
  if (typeof content === 'string') return { text: content, reasoning: '' }
  const parts = Array.isArray(content) ? content : recordOf(content) ? [content] : []
  let text = ''
  let reasoning = ''
  for (const part of parts) {
    const record = recordOf(part)
    const type = record?.type
    if (type !== 'thinking' && type !== 'reasoning') text += plainText(part)
    else
      reasoning += Array.isArray(record?.thinking)
        ? record.thinking.map(plainText).join('')
        : plainText(record?.thinking ?? part)
  }
  return { text, reasoning }
}
