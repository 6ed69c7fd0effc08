import type { Conversation as ConversationReply } from '../../../src/wire/conversations'
import type { Turn, TurnReceipt } from '../../../src/wire/turns'
import { freshWord } from '../fresh-word.ts'
import { pause, until } from '../pause.ts'
import { textWith } from '../world/prompt.ts'
import { randomScript } from '../world/script.ts'
import { noteStop } from '../world/vigil.ts'
import type { World } from '../world/world.ts'
import { ChatReader } from './chat-reader.ts'
import { Conversation, type Sent } from './conversation.ts'
import { ask } from './requests.ts'
import { glance, Watcher } from './watcher.ts'

/** Past the longest wait of a recovery, 60 s, and a slow machine: a turn of which nothing is heard for so long is lost. */
const LOST_MS = 100_000

/** For so long an absent person asks for nothing. */
const ABSENCE_MS = 10_000

/** A stop that was acknowledged is told to watchers long before. */
const STOP_MAX_MS = 20_000

interface Habits {
  /** An absent person sends, and asks for nothing until the model is done (I11). */
  isAbsent: boolean
  watchers: number
}

/** Uses the product as people do at their worst: impatient, twice at once, from several tabs, and gone in the middle. */
export class Person {
  readonly conversations: Conversation[] = []
  readonly #world: World
  readonly #habits: Habits
  #isLeaving = false
  #isHurried = false

  constructor(world: World, habits: Habits) {
    this.#world = world
    this.#habits = habits
  }

  async live(): Promise<void> {
    while (!this.#isLeaving) await this.#converse()
  }

  /** Says nothing new any more. */
  leave(): void {
    this.#isLeaving = true
  }

  /** Waits for nothing any more: what still runs is stopped. */
  hurry(): void {
    this.#isHurried = true
  }

  async #converse(): Promise<void> {
    const { random } = this.#world
    const readings: Promise<void>[] = []
    const conversation = await this.#begin(readings)
    this.conversations.push(conversation)
    const watchers = Array.from(
      { length: this.#habits.watchers },
      (_, n) => new Watcher(this.#world, conversation, { isRestless: n > 0 }),
    )
    const watching = watchers.map((watcher) => watcher.watch())
    await this.#endOf(conversation)
    for (let turns = random.between(3, 10); turns > 0 && !this.#isLeaving; turns--)
      await this.#exchange(conversation, readings)
    await Promise.all(readings)
    conversation.isOver = true
    await Promise.all(watching)
  }

  /** By its own request, or by the first message of a chat. */
  async #begin(readings: Promise<void>[]): Promise<Conversation> {
    if (!this.#habits.isAbsent && this.#world.random.chance(0.5)) {
      const sent = this.#compose()
      const { conversationId, reading } = await new ChatReader(this.#world, sent, undefined).open()
      readings.push(reading)
      const conversation = new Conversation(this.#world, conversationId)
      conversation.sent.push(sent)
      return conversation
    }
    const { status, body } = await ask<ConversationReply>(this.#world, { method: 'POST', path: '/api/conversations' })
    this.#world.tally.holds('answers', status === 201, () => `POST /api/conversations answered ${status}`)
    return new Conversation(this.#world, body.id)
  }

  async #exchange(conversation: Conversation, readings: Promise<void>[]): Promise<void> {
    const { random } = this.#world
    await this.#say(conversation, readings)
    if (random.chance(0.3)) await this.#say(conversation, readings)
    if (random.chance(0.1)) await this.#interrupt(conversation)
    if (random.chance(0.3)) await this.#stopSoon(conversation, random.pick(conversation.sent.slice(-3)))
    await this.#endOf(conversation)
    if (random.chance(0.2)) await this.#repeat(conversation)
    if (random.chance(0.1)) await this.#contradict(conversation)
  }

  #compose(): Sent {
    const messageId = `m_${freshWord()}`
    this.#world.provider.expect(messageId, randomScript(this.#world.random))
    const { isAbsent } = this.#habits
    return {
      messageId,
      text: textWith(messageId),
      turnIds: new Set(),
      isAskedToStop: false,
      stopStatus: undefined,
      isAlone: isAbsent,
    }
  }

  async #say(conversation: Conversation, readings: Promise<void>[]): Promise<void> {
    const { random } = this.#world
    const sent = this.#compose()
    conversation.sent.push(sent)
    const copies = random.chance(0.3) ? random.between(2, 4) : 1
    if (this.#habits.isAbsent || random.chance(0.6)) {
      await Promise.all(Array.from({ length: copies }, () => this.#post(conversation, sent, {})))
    } else {
      const readers = Array.from({ length: copies }, () => new ChatReader(this.#world, sent, conversation.id).open())
      for (const { reading } of await Promise.all(readers)) readings.push(reading)
    }
    this.#agree(sent)
  }

  async #interrupt(conversation: Conversation): Promise<void> {
    await pause(this.#world.random.between(0, 300))
    const sent = this.#compose()
    conversation.hasInterrupts = true
    conversation.sent.push(sent)
    await this.#post(conversation, sent, { interrupt: true })
    this.#agree(sent)
  }

  /** I5, with a message that was answered long ago. */
  async #repeat(conversation: Conversation): Promise<void> {
    const sent = this.#world.random.pick(conversation.sent)
    await this.#post(conversation, sent, {})
    this.#agree(sent)
  }

  async #contradict(conversation: Conversation): Promise<void> {
    const { messageId } = this.#world.random.pick(conversation.sent)
    const body = { messageId, text: 'Another text.' }
    const { status } = await ask(this.#world, { method: 'POST', path: `${conversation.path}/turns`, body })
    this.#world.tally.holds('I5', status === 409, () => `${messageId} with another text answered ${status}`)
  }

  async #post(conversation: Conversation, sent: Sent, how: { interrupt?: boolean }): Promise<void> {
    const body = { messageId: sent.messageId, text: sent.text, ...how }
    const { status, body: reply } = await ask<TurnReceipt>(this.#world, {
      method: 'POST',
      path: `${conversation.path}/turns`,
      body,
    })
    const told = () => `sending ${sent.messageId} answered ${status} ${JSON.stringify(reply)}`
    if (this.#world.tally.holds('answers', status === 202, told)) sent.turnIds.add(reply.turnId)
  }

  #agree({ messageId, turnIds }: Sent): void {
    this.#world.tally.holds('I5', turnIds.size === 1, () => `${messageId} is the turns ${[...turnIds].join(', ')}`)
  }

  async #stopSoon(conversation: Conversation, sent: Sent): Promise<void> {
    await pause(this.#world.random.between(0, 700))
    await this.#stop(conversation, sent)
  }

  async #stop(conversation: Conversation, sent: Sent): Promise<void> {
    const [turnId] = sent.turnIds
    sent.isAskedToStop = true
    const path = `${conversation.path}/turns/${turnId}/cancellation`
    const { status, body } = await ask<{ status: string }>(this.#world, { method: 'POST', path })
    const told = () => `stopping ${sent.messageId} answered ${status} ${JSON.stringify(body)}`
    if (!this.#world.tally.holds('answers', status === 200, told)) return
    const agrees = sent.stopStatus === undefined || sent.stopStatus === body.status
    this.#world.tally.holds('I9', agrees, () => `${sent.messageId} was ${sent.stopStatus}, and is ${body.status}`)
    sent.stopStatus = body.status
    if (body.status === 'stopped') noteStop(this.#world, sent.messageId)
  }

  /** Every message of the conversation has its end. */
  async #endOf(conversation: Conversation): Promise<void> {
    for (const sent of conversation.sent) {
      if (conversation.hasEnded(sent)) continue
      const hasEnded = await this.#ends(conversation, sent)
      this.#world.tally.holds('I8', hasEnded, () => `${sent.messageId} in ${conversation.id} was lost: no end came`)
      if (!hasEnded) conversation.noteEnd([...sent.turnIds][0] ?? '')
    }
  }

  /** Kills may keep a turn from its end for minutes, but not from signs of life. False where those cease. */
  async #ends(conversation: Conversation, sent: Sent): Promise<boolean> {
    let signs = -1
    for (let heardAt = performance.now(); performance.now() - heardAt < LOST_MS; await pause(25)) {
      if (this.#isHurried) {
        await this.#stop(conversation, sent)
        return this.#habits.isAbsent
          ? this.#hasEndedAlone(conversation, sent)
          : until(() => conversation.hasEnded(sent), STOP_MAX_MS)
      }
      if (conversation.hasEnded(sent)) return true
      if (this.#habits.isAbsent && (await this.#hasEndedAlone(conversation, sent))) return true
      if (this.#signs(conversation) === signs) continue
      signs = this.#signs(conversation)
      heardAt = performance.now()
    }
    return false
  }

  #signs({ seen, sent }: Conversation): number {
    return sent.reduce((sum, { messageId }) => sum + this.#world.provider.callsOf(messageId).length, seen.size)
  }

  /** No request wakes the session while the model works: it is asked when the model is done, or after a long while. */
  async #hasEndedAlone(conversation: Conversation, { messageId, turnIds }: Sent): Promise<boolean> {
    const isOver = await until(() => this.#world.provider.isDone(messageId) || this.#isHurried, ABSENCE_MS)
    if (!isOver) await glance(this.#world, conversation)
    await pause(300)
    const { body } = await ask<Turn>(this.#world, { path: `${conversation.path}/turns/${[...turnIds][0]}` })
    if (body.endedAt !== null) conversation.noteEnd(body.id)
    return body.endedAt !== null
  }
}
