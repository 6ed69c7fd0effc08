import type { ChatEvent } from '../../../src/wire/chat'
import type { Turn } from '../../../src/wire/turns'
import { pause } from '../pause.ts'
import type { World } from '../world/world.ts'
import type { Sent } from './conversation.ts'
import { EventStream, type Frame } from './event-stream.ts'
import { ask } from './requests.ts'

export interface Opened {
  conversationId: string
  turnId: string
}

/** Leaves and comes back this often on average, in milliseconds. */
const STAY_MS = 400

/**
 * Sends a message by `POST /api/chat` and reads its stream to the end, leaving at random. It comes back by the same
 * message id, whose stream starts anew, or by cursor.
 */
export class ChatReader {
  readonly #world: World
  readonly #sent: Sent
  #conversationId: string | undefined
  #tokens = new Map<string, string>()
  #seen = new Map<string, string>()
  #cursor = ''
  #answerId = ''
  isDone = false

  constructor(world: World, sent: Sent, conversationId: string | undefined) {
    this.#world = world
    this.#sent = sent
    this.#conversationId = conversationId
  }

  /** Answers once the server named the turn; the reading goes on in `reading`. */
  async open(): Promise<Opened & { reading: Promise<void> }> {
    for (;;) {
      const stream = await EventStream.open(this.#world, this.#post())
      if (stream?.status === 200) return { ...this.#name(stream), reading: this.#readAll(stream) }
      const status = stream?.status ?? 0
      stream?.close()
      if (stream) this.#world.tally.holds('answers', false, () => `POST /api/chat answered ${status}`)
      await pause(20)
    }
  }

  #post() {
    const conversation = this.#conversationId === undefined ? {} : { conversation_id: this.#conversationId }
    const body = { message: this.#sent.text, message_id: this.#sent.messageId, ...conversation }
    return { method: 'POST' as const, path: '/api/chat', body }
  }

  #name(stream: EventStream): Opened {
    this.#conversationId = stream.header('x-okc-conversation-id')
    const turnId = stream.header('x-okc-turn-id')
    this.#sent.turnIds.add(turnId)
    return { conversationId: this.#conversationId, turnId }
  }

  async #readAll(first: EventStream): Promise<void> {
    await this.#read(first)
    while (!this.isDone) {
      await pause(this.#world.random.between(0, 60))
      // By cursor other turns pass by too, so only one that speaks already is resumed so.
      const byCursor = this.#tokens.size > 0 && this.#world.random.chance(0.5)
      if (byCursor) await this.#learnAnswer()
      else this.#forget()
      const stream = await EventStream.open(this.#world, byCursor ? this.#resume() : this.#post())
      if (!stream) continue
      if (stream.status === 200) await this.#read(stream)
      else this.#refused(stream)
    }
  }

  /** The stream starts anew, and so does who reads it. */
  #forget(): void {
    this.#tokens.clear()
    this.#cursor = ''
  }

  async #learnAnswer(): Promise<void> {
    const [turnId] = this.#sent.turnIds
    const { body } = await ask<Turn>(this.#world, {
      path: `/api/conversations/${this.#conversationId}/turns/${turnId}`,
    })
    this.#answerId = body.answerId
  }

  #resume() {
    return { path: `/api/conversations/${this.#conversationId}/events?dialect=okcvm&after=${this.#cursor}` }
  }

  #refused(stream: EventStream): void {
    this.#world.tally.holds(
      'I4',
      false,
      () => `${this.#sent.messageId}: resuming the chat stream answered ${stream.status}`,
    )
    stream.close()
  }

  async #read(stream: EventStream): Promise<void> {
    const stay = setTimeout(() => {
      this.#world.disconnects += 1
      stream.close()
    }, this.#world.random.exponential(STAY_MS))
    for await (const frame of stream.frames()) if (this.#take(frame)) break
    clearTimeout(stay)
    stream.close()
  }

  /** True once the turn has ended. */
  #take(frame: Frame): boolean {
    const event: ChatEvent = JSON.parse(frame.data)
    if (event.type === 'heartbeat') return false
    const { tally } = this.#world
    tally.holds(
      'I4',
      frame.cursor !== '',
      () => `chat ${this.#sent.messageId}: a frame without a cursor: ${frame.data}`,
    )
    this.#compare(frame, event.type)
    this.#cursor = frame.cursor
    if (event.type === 'token') this.#tokens.set(frame.cursor, event.delta)
    if (event.type === 'discard')
      for (const cursor of this.#tokens.keys()) if (cursor > event.after) this.#tokens.delete(cursor)
    if (event.type === 'error') this.isDone = true
    if (event.type === 'final') this.#finish(event.payload)
    return this.isDone
  }

  /** I2 holds in every dialect, for the final payload too. */
  #compare({ cursor, data }: Frame, type: ChatEvent['type']): void {
    const known = this.#seen.get(`${cursor} ${type}`)
    this.#seen.set(`${cursor} ${type}`, data)
    if (known === undefined) this.#world.delivered += 1
    else
      this.#world.tally.holds(
        'I2',
        known === data,
        () => `chat ${this.#sent.messageId} at ${cursor}: ${known} became ${data}`,
      )
  }

  #finish({ reply, message_id }: Extract<ChatEvent, { type: 'final' }>['payload']): void {
    if (this.#answerId !== '' && message_id !== this.#answerId) return
    this.isDone = true
    const heard = [...this.#tokens.values()].join('')
    this.#world.tally.holds(
      'I14',
      reply === heard,
      () => `chat ${this.#sent.messageId}: reply ${reply} but tokens ${heard}`,
    )
  }
}
