import { isAppError } from '../../errors'
import { parsedJson } from '../json'
import { AnswerReader, type Chunk, type ErrorChunk, errorChunk, ownError } from './answer-reader'
import { EventReader, type ServerEvent } from './event-reader'
import { providerError } from './provider-error'

/** After the finish reason only the usage can follow; some providers then leave the connection open. */
const AFTER_FINISH_MS = 5000

/** Of a document, or of one event, which are held whole: far above any answer, far below an object's memory. */
const HELD_MAX_CHARS = 8_000_000

export interface AnswerOptions {
  /** Applied to the sentence of an error before anybody reads it. */
  hideSecrets?: (text: string) => string
  afterFinishMs?: number
}

/**
 * A provider's body, whatever its shape, as the event stream that the SDK reads: one JSON chunk an event, then [DONE].
 * What goes wrong on the way is an error chunk, so that all text before it is still read; only an abort is thrown.
 */
export function answerStream(
  body: ReadableStream<Uint8Array>,
  options: AnswerOptions = {},
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const answer = new Answer(options.hideSecrets ?? ((text) => text))
  const patience = new LastPatience(options.afterFinishMs ?? AFTER_FINISH_MS)
  const encoder = new TextEncoder()

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (true) {
          const chunks = await answer.next(() => readNext(reader, answer, patience))
          const lines = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
          if (answer.ended) lines.push('data: [DONE]\n\n')
          if (lines.length > 0) controller.enqueue(encoder.encode(lines.join('')))
          if (answer.ended) {
            patience.end()
            controller.close()
            return reader.cancel().catch(() => {}) // nothing that follows is wanted
          }
          if (lines.length > 0) return
        }
      },
      cancel(reason) {
        patience.end()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

type Reader = ReadableStreamDefaultReader<Uint8Array>

async function readNext(reader: Reader, answer: Answer, patience: LastPatience): Promise<Uint8Array | undefined> {
  if (!answer.isComplete) return (await reader.read()).value
  try {
    return (await Promise.race([reader.read(), patience.over])).value
  } catch (error) {
    patience.end()
    throw error
  }
}

/** Counted once from the finish reason on, since comments that keep the connection alive would go on for ever. */
class LastPatience {
  readonly #over = Promise.withResolvers<{ value: undefined }>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly ms: number) {}

  get over(): Promise<{ value: undefined }> {
    this.#timer ??= setTimeout(() => this.#over.resolve({ value: undefined }), this.ms)
    return this.#over.promise
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

/** The shape of the body shows in its first character: JSON, a web page, else an event stream. */
type Format = 'unknown' | 'events' | 'json' | 'page'

class Answer {
  readonly #decoder = new TextDecoder()
  readonly #events = new EventReader()
  readonly #reader = new AnswerReader()
  #format: Format = 'unknown'
  #text = ''
  #ended = false

  constructor(private readonly hideSecrets: (text: string) => string) {}

  get ended(): boolean {
    return this.#ended
  }

  get isComplete(): boolean {
    return this.#reader.isComplete
  }

  async next(read: () => Promise<Uint8Array | undefined>): Promise<(Chunk | ErrorChunk)[]> {
    try {
      const bytes = await read()
      const chunks = bytes ? this.#take(this.#decoder.decode(bytes, { stream: true })) : this.#end()
      return this.#upToError(chunks)
    } catch (error) {
      if (!isAppError(error)) throw error
      this.#ended = true
      return this.#reader.isComplete ? this.#reader.end(true) : [ownError(error.code, error.message)]
    }
  }

  #take(text: string): (Chunk | ErrorChunk)[] {
    if (this.#format === 'events') return this.#takeEvents(text)
    this.#text += text
    if (this.#format === 'unknown') {
      // Blanks that come first mean nothing, and are not looked at again with every piece.
      this.#text = this.#text.trimStart()
      this.#format = formatOf(this.#text)
    }
    if (this.#format === 'page') return [ownError('model_rejected', PAGE)]
    if (this.#text.length > HELD_MAX_CHARS) return [this.#unreadable(this.#text)]
    if (this.#format !== 'events') return []
    const first = this.#text
    this.#text = ''
    return this.#take(first)
  }

  #takeEvents(text: string): (Chunk | ErrorChunk)[] {
    const events = this.#events.push(text).flatMap(separate)
    const chunks = events.flatMap((event) => this.#event(event))
    return this.#events.heldChars > HELD_MAX_CHARS ? [...chunks, this.#unreadable(text)] : chunks
  }

  #event({ event, data }: ServerEvent): (Chunk | ErrorChunk)[] {
    if (this.#ended) return []
    if (data.trim() === '[DONE]') return this.#finish(true)
    const value = parsedJson(data)
    if (event === 'error') {
      const error = providerError({ error: value ?? data })
      return error ? [errorChunk(providerError(value) ?? error)] : []
    }
    if (value !== undefined) return this.#reader.read(value)
    return event === 'message' && data.trim() !== '' ? [this.#unreadable(data)] : []
  }

  /** The body's end. An event cut off in its middle is no malformed event. */
  #end(): (Chunk | ErrorChunk)[] {
    if (this.#format === 'json') return this.#json(this.#text + this.#decoder.decode())
    const rest = this.#events.push(this.#decoder.decode()).concat(this.#events.end())
    const whole = rest.flatMap(separate).filter(isWhole)
    const chunks = whole.flatMap((event) => this.#event(event))
    return this.#ended ? chunks : [...chunks, ...this.#finish(false)]
  }

  /** A provider that took no notice of `stream`, or one JSON chunk a line. */
  #json(text: string): (Chunk | ErrorChunk)[] {
    const document = parsedJson(text)
    if (document !== undefined) return [...this.#document(document), ...this.#finish(true)]
    const lines = text
      .split('\n')
      .map((line) => parsedJson(line))
      .filter((line) => line !== undefined)
    if (lines.length === 0) return [this.#unreadable(text)]
    return [...lines.flatMap((line) => this.#document(line)), ...this.#finish(false)]
  }

  #document(value: unknown): (Chunk | ErrorChunk)[] {
    const error = Array.isArray(value) ? providerError(value) : undefined
    return error ? [errorChunk(error)] : this.#reader.read(value)
  }

  #finish(isWhole: boolean): (Chunk | ErrorChunk)[] {
    this.#ended = true
    return this.#reader.end(isWhole)
  }

  /** A key is hidden before the quote is cut: half of it would not be known. */
  #unreadable(text: string): ErrorChunk {
    const quote = this.hideSecrets(text).slice(0, 120)
    return ownError('model_invalid', `The model's answer could not be read: "${quote}". Try again.`)
  }

  /** An error is the end of an answer. */
  #upToError(chunks: (Chunk | ErrorChunk)[]): (Chunk | ErrorChunk)[] {
    const at = chunks.findIndex((chunk) => 'error' in chunk)
    const failed = chunks[at]
    if (!failed || !('error' in failed)) return chunks
    this.#ended = true
    const { error } = failed
    return [...chunks.slice(0, at), { error: { ...error, message: this.hideSecrets(error.message) } }]
  }
}

/** Where the blank lines between events are missing, each line is an event of its own. */
function separate(message: ServerEvent): ServerEvent[] {
  const isOne = !message.data.includes('\n') || parsedJson(message.data) !== undefined
  return isOne ? [message] : message.data.split('\n').map((data) => ({ event: message.event, data }))
}

function isWhole({ event, data }: ServerEvent): boolean {
  return event === 'error' || data.trim() === '[DONE]' || parsedJson(data) !== undefined
}

const PAGE =
  'The model endpoint answered with a web page instead of a model’s answer. Check its address in the settings (or OKCVM_CHAT_BASE_URL); it often ends in /v1.'

function formatOf(text: string): Format {
  const [first] = text
  if (first === undefined) return 'unknown'
  if (first === '{' || first === '[') return 'json'
  return first === '<' ? 'page' : 'events'
}
