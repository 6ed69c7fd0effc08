import type { ChatModel } from '../models/model'
import { reportUnexpected } from '../telemetry'
import type { Problem } from '../wire/errors'
import { LiveTurn, type Machinery } from './live-turn'
import { isHopeless, restartDelayMs, restartDueAt } from './recovery'
import type { Store } from './store'
import { endTurn } from './turn-ending'
import type { TurnRow } from './turn-queue'
import { tellStart, tellWaiting } from './turn-start'
import { withdraw } from './waiting-places'

/** While a turn lives, the object wakes at least this often to see that its loop does too. */
const WATCHDOG_MS = 2000

const INTERRUPTED: Problem = {
  code: 'interrupted',
  message: 'The work was cut off again and again for five minutes. What was done is kept; send a message to go on.',
}

interface Parts {
  store: Store
  machineryFor: (model: string) => Machinery
  /** Keeps the object awake while a loop runs. */
  waitUntil: (work: Promise<void>) => void
  /** After a loop ended or paused: time to tell D1 and to set the alarm. */
  settle: () => Promise<void>
}

/** Starts turns one after another, stops them, and takes up the one whose loop is gone. */
export class Conductor {
  #live: LiveTurn | undefined
  /** A turn that goes on at the next alarm because its loop was old, not because it died. */
  #handedOver: string | undefined

  constructor(private readonly parts: Parts) {}

  /** A queued turn becomes the running one, if none runs. Call inside a transaction, then `go` with what this answers. */
  startNext(): string | undefined {
    const { store } = this.parts
    if (store.turns.running) return undefined
    const [turn, ...others] = store.turns.waiting
    if (!turn) return undefined
    store.turns.start(turn.id, tellStart(store, turn))
    tellWaiting(store, others)
    return turn.id
  }

  /** Runs the first loop of the turn that was just started, if one was; its first call uses the model that was just chosen. */
  go(started: string | undefined, model?: ChatModel): void {
    const turn = this.parts.store.turns.running
    if (turn && turn.id === started && this.#live?.turn.id !== started) this.#run(turn, { isFirst: true, model })
  }

  /** Withdraws a queued turn or stops the running one; an ended one stays as it is. */
  stop(turn: TurnRow): void {
    const { store } = this.parts
    if (turn.status === 'running' && this.#live?.turn.id === turn.id) {
      this.#live.stop()
      this.#live = undefined
    } else if (turn.status === 'running' || turn.status === 'queued') {
      store.commit(() => {
        if (turn.status === 'queued') withdraw(store, turn)
        endTurn(store, turn, { status: 'stopped' })
      })
    }
    this.#takeNext()
    // Its place with the account is free at once, and not only when the alarm rings.
    this.parts.waitUntil(this.parts.settle())
  }

  /** At every wake, and when the alarm rings: a turn without a loop goes on where its last outcome was kept. */
  recover(): void {
    const { store } = this.parts
    const turn = store.turns.running
    if (turn && (this.#live?.turn.id === turn.id || this.#isParked(turn))) return
    if (!turn) this.#takeNext()
    else if (this.#handedOver === turn.id) this.#run(turn)
    else this.#restart(turn)
  }

  /** The person has decided: the turn that waited for it goes on, unless something else of it still waits. */
  resume(): void {
    const turn = this.parts.store.turns.running
    if (turn && !this.#live && !this.#isParked(turn)) this.#run(turn)
  }

  /** When `recover` must be called next; while a loop lives, soon enough to notice its death. */
  dueAt(): number | undefined {
    const { store } = this.parts
    const [{ running, waiting }, now] = [store.turns, store.now()]
    if (!running) return waiting.length > 0 ? now : undefined
    if (!this.#live && this.#isParked(running)) return undefined
    return this.#live ? now + WATCHDOG_MS : restartDueAt(running.resume_at ?? now, now)
  }

  /** Nothing of this object may go on. */
  halt(): void {
    this.#live?.stop()
    this.#live = undefined
  }

  #takeNext(): void {
    this.go(this.parts.store.commit(() => this.startNext()))
  }

  /** Nothing of a turn that waits for the person is in memory; it costs nothing until they decide. */
  #isParked(turn: TurnRow): boolean {
    return this.parts.store.approvals.open(turn.id).length > 0
  }

  /** I10: restarts wait longer and longer; only progress sets them back. */
  #restart(turn: TurnRow): void {
    const now = this.parts.store.now()
    const resumeAt = turn.resume_at ?? this.#planRestart(turn, now)
    if (resumeAt !== undefined && restartDueAt(resumeAt, now) <= now) this.#run(turn)
  }

  /** When the turn goes on; undefined where it has been tried long enough and ends. */
  #planRestart(turn: TurnRow, now: number): number | undefined {
    const { store } = this.parts
    if (isHopeless({ restarts: turn.restarts, since: turn.recovering_since }, now)) {
      this.#giveUp(turn)
      return undefined
    }
    const resumeAt = now + restartDelayMs(turn.restarts)
    const reason = 'The server restarted; the turn goes on where it was.'
    store.commit(() => {
      store.turns.noteRestart(turn.id, { now, resumeAt })
      store.log.append({ type: 'turn.recovering', turnId: turn.id, reason })
    })
    return resumeAt
  }

  #giveUp(turn: TurnRow): void {
    const { store } = this.parts
    const next = store.commit(() => {
      endTurn(store, turn, { status: 'failed', error: INTERRUPTED })
      return this.startNext()
    })
    this.go(next)
  }

  #run(
    turn: TurnRow,
    { isFirst, model }: { isFirst: boolean; model?: ChatModel | undefined } = { isFirst: false },
  ): void {
    const { store, machineryFor, waitUntil } = this.parts
    this.#handedOver = undefined
    store.turns.noteResumed(turn.id)
    const machinery = machineryFor(turn.model)
    const live = new LiveTurn(store, turn, { ...machinery, isFirst, model: knownFirst(model, machinery.model) })
    this.#live = live
    waitUntil(this.#conclude(live))
  }

  async #conclude(live: LiveTurn): Promise<void> {
    // A loop that could not even write its end counts as dead: the turn is taken up like one after a crash.
    const end = await live.run().catch((error: unknown) => reportUnexpected(error, { turn: live.turn.id }))
    if (this.#live !== live) return
    this.#live = undefined
    if (end === 'handover') this.#handedOver = live.turn.id
    // The person may have decided before the loop had come to rest.
    else if (end === 'parked') this.resume()
    else this.#takeNext()
    await this.parts.settle()
  }
}

/** Answers what is known once, and asks from then on. */
function knownFirst(known: ChatModel | undefined, ask: () => Promise<ChatModel>): () => Promise<ChatModel> {
  let next = known
  return async () => {
    const answer = next ?? (await ask())
    next = undefined
    return answer
  }
}
