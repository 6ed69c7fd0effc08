import type { Conversation as ConversationReply } from '../../../src/wire/conversations'
import type { Turn, TurnReceipt } from '../../../src/wire/turns'
import { freshWord } from '../fresh-word.ts'
import { pause, until } from '../pause.ts'
import type { Deed } from '../world/counter.ts'
import { textWith } from '../world/prompt.ts'
import type { Script } from '../world/script.ts'
import type { World } from '../world/world.ts'
import { Conversation, type Sent } from './conversation.ts'
import { ask } from './requests.ts'

/** Where a crash can find a tool call: intended, sent, done outside but without a result, with its result. */
export const POINTS = ['intent', 'sent', 'effect', 'result'] as const
export type Point = (typeof POINTS)[number]

/** What must come of an `outside` call that a crash found there: its status, and how often it took effect. */
const OUTCOMES: Record<Point, { status: string; effects: number }> = {
  intent: { status: 'success', effects: 1 },
  sent: { status: 'unknown', effects: 0 },
  effect: { status: 'unknown', effects: 1 },
  result: { status: 'success', effects: 1 },
}

/** The first call is held while the second, the `outside` one, is only intended. */
const SCRIPT: Script = {
  faultChance: 0,
  steps: [
    { words: 2, paceMs: 1, thinks: false, calls: ['none', 'outside'] },
    { words: 2, paceMs: 1, thinks: false, calls: [] },
  ],
}

const TURN_MAX_MS = 60_000

export async function openLane(world: World): Promise<Conversation> {
  const { body } = await ask<ConversationReply>(world, { method: 'POST', path: '/api/conversations' })
  return new Conversation(world, body.id)
}

/** Sends a message whose turn will be held at a point, until `letGo`. */
export async function aimedTurn(world: World, conversation: Conversation, point: Point): Promise<AimedTurn> {
  const messageId = `m_${freshWord()}`
  const text = textWith(messageId)
  const sent: Sent = { messageId, text, turnIds: new Set(), isAskedToStop: false, stopStatus: undefined, isAlone: true }
  world.provider.expect(messageId, SCRIPT)
  const turn = new AimedTurn(world, conversation, sent, point)
  const path = `${conversation.path}/turns`
  const { body } = await ask<TurnReceipt>(world, { method: 'POST', path, body: { messageId, text } })
  sent.turnIds.add(body.turnId)
  conversation.sent.push(sent)
  return turn
}

export class AimedTurn {
  readonly #world: World
  readonly #conversation: Conversation
  readonly #sent: Sent
  readonly #held = Promise.withResolvers<void>()
  readonly point: Point
  isThere = false

  constructor(world: World, conversation: Conversation, sent: Sent, point: Point) {
    this.#world = world
    this.#conversation = conversation
    this.#sent = sent
    this.point = point
    world.gates.set(sent.messageId, (place) => this.#pass(place))
  }

  get path(): string {
    return `${this.#conversation.path}/turns/${[...this.#sent.turnIds][0]}`
  }

  letGo(): void {
    this.#held.resolve()
    this.#world.gates.delete(this.#sent.messageId)
  }

  /** Everything that the turn did so far, as the outside saw it. */
  signs(): number {
    const calls = this.#world.provider.callsOf(this.#sent.messageId).length
    return this.#deeds().reduce((sum, { knocks }) => sum + knocks.length, calls)
  }

  async finish(): Promise<void> {
    const { provider, tally } = this.#world
    await until(() => provider.isDone(this.#sent.messageId), TURN_MAX_MS)
    const turn = await this.#ended()
    const { status, effects } = OUTCOMES[this.point]
    const call = turn.invocations.find(({ effect }) => effect === 'outside')
    const deed = this.#deeds().find(({ effect }) => effect === 'outside')
    const isRight = turn.status === 'completed' && call?.status === status && deed?.effects.length === effects
    const told = () =>
      `Killed at ${this.point}: turn ${turn.status}, call ${call?.status}, ${deed?.effects.length} times done`
    tally.holds('I7', isRight, told)
  }

  async #ended(): Promise<Turn> {
    for (const deadline = performance.now() + TURN_MAX_MS; performance.now() < deadline; await pause(30)) {
      const { body } = await ask<Turn>(this.#world, { path: this.path })
      if (body.endedAt !== null) return body
    }
    throw new Error(`${this.path} did not end within ${TURN_MAX_MS / 1000} s.`)
  }

  #deeds(): Deed[] {
    const tokens = this.#world.provider.callsOf(this.#sent.messageId).flatMap(({ calls }) => calls)
    return tokens.flatMap(({ token }) => this.#world.counter.deeds.get(token) ?? [])
  }

  async #pass(place: string): Promise<void> {
    if (place !== this.point) return
    this.isThere = true
    await this.#held.promise
  }
}
