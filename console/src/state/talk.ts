import { computed, createModel, signal } from '@preact/signals'
import type { LogEvent } from '../../../src/wire/events'
import { listMessages } from '../../../src/wire/messages'
import { cancelTurn } from '../../../src/wire/turns'
import { call, isMissing, openEvents } from '../api'
import { Live, type LogEntry } from '../live'
import { placeMessage, toTalkMessage } from './branch'
import { learnServerTime } from './clock'
import { fold } from './fold'
import { type Outgoing, postTurn } from './post-turn'
import { emptyTalk, isRunning, type Talk, type TalkMessage, textOf } from './talk-shapes'

export type TalkState = 'new' | 'loading' | 'ready' | 'missing' | 'problem'

export interface TalkPorts {
  /** The conversation to write to, created where there is none yet. */
  ensure(): Promise<string>
  /** Until what was chosen for the next message has arrived; throws where that fails. */
  settled(): Promise<void>
  /** Hears every event once, after the talk has it. */
  observe(event: LogEvent): void
}

/** The messages of one conversation: read once, then kept true by its events. */
export const TalkModel = createModel((conversation: string | undefined, { ensure, settled, observe }: TalkPorts) => {
  const id = signal(conversation)
  const talk = signal<Talk>(emptyTalk)
  const state = signal<TalkState>(conversation === undefined ? 'new' : 'loading')
  const problem = signal<unknown>(undefined)
  const before = signal<string | null>(null)
  const isLoadingOlder = signal(false)
  const olderProblem = signal<unknown>(undefined)
  const live = signal<InstanceType<typeof Live> | undefined>(undefined)
  const stopping = signal<string | undefined>(undefined)
  const isClosed = signal(false)
  let held: Promise<void> | undefined

  const runningTurn = computed(() => Object.values(talk.value.turns).find(isRunning))
  const connection = computed(() => live.value?.state.value ?? 'connecting')
  /** Ids of the messages that the server has told. */
  const told = computed(() => new Set(talk.value.messages.filter(({ sending }) => !sending).map(({ id }) => id)))
  const messages = computed(() => talk.value.messages.filter((message) => !isWithdrawn(talk.value, message)))
  const isStopping = computed(() => runningTurn.value !== undefined && runningTurn.value.id === stopping.value)

  /** Reads the newest page, then follows the log. */
  async function open(existing: string) {
    id.value = existing
    if (state.peek() !== 'new') state.value = 'loading'
    try {
      const cursor = await load()
      await held
      live.peek()?.stop()
      if (isClosed.peek()) return
      const watch = new Live(
        { open: (after, aborted) => openEvents(existing, after, aborted), apply, reload: load },
        cursor,
      )
      live.value = watch
      void watch.run()
    } catch (error) {
      problem.value = error
      state.value = isMissing(error) ? 'missing' : 'problem'
    }
  }

  async function load() {
    const page = await call(listMessages, { params: { conversation: await ensure() } })
    const listed = page.messages.map(toTalkMessage)
    const unsent = talk
      .peek()
      .messages.filter((message) => message.sending && !listed.some(({ id }) => id === message.id))
    talk.value = { ...emptyTalk, messages: [...listed, ...unsent] }
    before.value = page.before
    state.value = 'ready'
    return page.cursor
  }

  async function loadOlder() {
    const from = before.peek()
    if (from === null || isLoadingOlder.peek()) return
    isLoadingOlder.value = true
    olderProblem.value = undefined
    try {
      const page = await call(listMessages, { params: { conversation: await ensure() }, query: { before: from } })
      // Read afresh meanwhile, the talk begins elsewhere: what came lies before a gap.
      if (before.peek() !== from) return
      const known = new Set(talk.peek().messages.map((message) => message.id))
      const older = page.messages.filter((message) => !known.has(message.id)).map(toTalkMessage)
      talk.value = { ...talk.peek(), messages: [...older, ...talk.peek().messages] }
      before.value = page.before
    } catch (error) {
      olderProblem.value = error
    } finally {
      isLoadingOlder.value = false
    }
  }

  function apply(entries: LogEntry[]) {
    for (const { event } of entries) learnServerTime(event.at)
    talk.value = entries.reduce(fold, talk.peek())
    for (const { event } of entries) observe(event)
  }

  /**
   * Shows the message at once and sends it; where that fails the message goes again and the problem is thrown, unless
   * the log has told the message meanwhile: then only the answer was lost.
   */
  async function send(outgoing: Outgoing) {
    const shownBefore = talk.peek().messages
    show(outgoing)
    try {
      await settled()
      await postTurn(await ensure(), outgoing)
    } catch (error) {
      if (told.peek().has(outgoing.messageId)) return
      const now = talk.peek().messages.filter((message) => !(message.sending && message.id === outgoing.messageId))
      talk.value = { ...talk.peek(), messages: restored(shownBefore, now) }
      throw error
    }
  }

  function show({ messageId, text, parentId }: Outgoing) {
    const { messages, turns } = talk.peek()
    if (told.peek().has(messageId)) return
    const parent = parentId === undefined ? (messages.at(-1)?.id ?? null) : parentId
    const message: TalkMessage = {
      id: messageId,
      parentId: parent,
      role: 'user',
      turnId: '',
      createdAt: Date.now(),
      parts: [{ type: 'text', text }],
      usage: null,
      sending: true,
    }
    talk.value = { ...talk.peek(), messages: placeMessage(messages, turns, message) }
  }

  async function stop() {
    const turn = runningTurn.peek()
    if (!turn) return
    stopping.value = turn.id
    await withdraw(turn.id).catch((error: unknown) => {
      stopping.value = undefined
      throw error
    })
  }

  /** Stops a turn, or takes back one that still waits; answers what became of it. */
  async function withdraw(turnId: string) {
    return (await call(cancelTurn, { params: { conversation: await ensure(), turn: turnId } })).status
  }

  /** Asks again what an answer answered; the new answer takes its place. */
  async function regenerate(answer: TalkMessage) {
    const asked = talk.peek().messages.find((message) => message.id === answer.parentId)
    if (!asked) return
    await send({ messageId: crypto.randomUUID(), text: textOf(asked), parentId: asked.parentId })
  }

  /** Opens no connection until what this answers is called. */
  function hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    held = promise
    const release = live.peek()?.hold()
    return () => {
      resolve()
      release?.()
    }
  }

  function close() {
    isClosed.value = true
    live.peek()?.stop()
  }

  return {
    id,
    talk,
    state,
    problem,
    before,
    isLoadingOlder,
    olderProblem,
    stopping,
    runningTurn,
    connection,
    isClosed,
    told,
    messages,
    isStopping,
    open,
    loadOlder,
    send,
    stop,
    withdraw,
    regenerate,
    hold,
    close,
  }
})

/** What was shown before, as it is by now, and what came since: a branch that a failed message hid is back. */
function restored(before: TalkMessage[], now: TalkMessage[]): TalkMessage[] {
  const known = new Map(now.map((message) => [message.id, message]))
  const back = before.map((message) => known.get(message.id) ?? message)
  const since = now.filter(({ id }) => !before.some((message) => message.id === id))
  return [...back, ...since]
}

function isWithdrawn({ messages, turns }: Talk, message: TalkMessage): boolean {
  const turn = turns[message.turnId]
  if (message.role !== 'user' || turn?.status !== 'stopped' || turn.startedAt !== null) return false
  return !messages.some(({ role, turnId }) => role === 'assistant' && turnId === turn.id)
}
