import type { Problem } from '../wire/errors'
import { LiveTurn, type Machinery } from './live-turn'
import type { Store } from './store'
import { endTurn } from './turn-ending'
import type { TurnRow } from './turn-queue'

/** While a turn lives, the object wakes at least this often to see that its loop does too. */
const WATCHDOG_MS = 2000

const INTERRUPTED: Problem = {
  code: 'interrupted',
  message: 'The server stopped while it worked on this. What was done is kept; send a message to go on.',
}

interface Parts {
  store: Store
  machineryFor: (model: string) => Machinery
  /** Keeps the object awake while a loop runs. */
  waitUntil: (work: Promise<void>) => void
  /** After a turn ended: time to tell D1. */
  onEnd: () => Promise<void>
}

/** Starts turns one after another, stops them, and notices when a loop is gone. */
export class Conductor {
  #live: LiveTurn | undefined

  constructor(private readonly parts: Parts) {}

  /** A queued turn becomes the running one, if none runs. Call inside a transaction, then `go`. */
  startNext(): void {
    const { store } = this.parts
    if (store.turns.running) return
    const [turn] = store.turns.waiting
    if (!turn) return
    const { id: turnId, message_id: messageId, answer_id: answerId, model } = turn
    const seq = store.log.append({ type: 'turn.started', turnId, messageId, model })
    store.log.append({ type: 'message.added', turnId, messageId: answerId, parentId: messageId, role: 'assistant', parts: [] })
    store.turns.start(turnId, { time: store.now(), seq })
  }

  /** Runs the running turn's loop, if it has none; then the next, until none waits. */
  go(): void {
    const turn = this.parts.store.turns.running
    if (!turn || this.#live?.turn.id === turn.id) return
    this.parts.waitUntil(this.#run(turn))
  }

  /** Withdraws a queued turn or stops the running one; an ended one stays as it is. */
  stop(turn: TurnRow): void {
    const { store } = this.parts
    if (turn.status === 'running' && this.#live?.turn.id === turn.id) {
      this.#live.stop()
      this.#live = undefined
    } else if (turn.status === 'running' || turn.status === 'queued') {
      store.commit(() => {
        if (turn.status === 'queued') store.transcript.withdraw(turn)
        endTurn(store, turn, { status: 'stopped' })
      })
    }
    store.commit(() => this.startNext())
    this.go()
  }

  /** At every wake: a turn whose loop died with the process ends, and the next one starts. */
  recover(): void {
    const { store } = this.parts
    const turn = store.turns.running
    if (turn && this.#live?.turn.id !== turn.id) {
      store.commit(() => {
        endTurn(store, turn, { status: 'failed', error: INTERRUPTED })
        this.startNext()
      })
    }
    this.go()
  }

  dueAt(): number | undefined {
    return this.parts.store.turns.running ? this.parts.store.now() + (this.#live ? WATCHDOG_MS : 0) : undefined
  }

  /** Nothing of this object may go on. */
  halt(): void {
    this.#live?.stop()
    this.#live = undefined
  }

  async #run(turn: TurnRow): Promise<void> {
    const { store, machineryFor, onEnd } = this.parts
    const live = new LiveTurn(store, turn, machineryFor(turn.model))
    this.#live = live
    await live.run()
    if (this.#live !== live) return
    this.#live = undefined
    store.commit(() => this.startNext())
    this.go()
    await onEnd()
  }
}
