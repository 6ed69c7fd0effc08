import { type Held, refusalError } from '../accounts/refusals'
import { AppError } from '../errors'
import type { Limits } from '../limits'
import type { AskMeter } from './metering'
import { OneByOne } from './one-by-one'
import type { Store } from './store'

interface Parts {
  store: Store
  askMeter: AskMeter
  limits: Limits
}

/**
 * What this conversation holds of its account's storage: files, uploads on their way, and sites. The Meter is asked
 * before anything grows and told after anything shrank, one word after another, each the whole of it; what a crash left
 * untold is told by the outbox.
 */
export class Holding {
  readonly #line = new OneByOne()
  /** Bytes of the sites that are being copied; a call that is cut off by a crash copies again, and asks again. */
  readonly #publishing = new Map<string, number>()
  /** What the Meter knows; undefined where it may know something else, and then an item of the outbox waits. */
  #told: Held | undefined
  #version = 0

  constructor(private readonly parts: Parts) {
    this.#told = parts.store.outbox.waiting('holding').length > 0 ? undefined : this.#held()
  }

  /**
   * Makes a change once the account has room for it. `growth` is asked right before; `change` is the change itself.
   * Throws storage_limit or limit_reached, having changed nothing, and unavailable.
   */
  take<T>(growth: () => Held, change: () => T): Promise<T> {
    return this.#line.run(async () => {
      const { bytes, deployments } = growth()
      if (bytes > 0 || deployments > 0) await this.#claim({ bytes, deployments })
      const made = change()
      if (bytes !== 0 || deployments !== 0) this.noteChange()
      return made
    })
  }

  /** A site takes its place while it is copied; `kept` or `dropped` follows. */
  publish(deploymentId: string, sizeBytes: number): Promise<void> {
    const { store } = this.parts
    const isNew = () => !this.#publishing.has(deploymentId) && !store.deployments.find(deploymentId)
    const growth = () => (isNew() ? { bytes: sizeBytes, deployments: 1 } : { bytes: 0, deployments: 0 })
    return this.take(growth, () => void this.#publishing.set(deploymentId, sizeBytes))
  }

  /** The site has its row now; inside the transaction that makes it. */
  kept(deploymentId: string): void {
    this.#publishing.delete(deploymentId)
  }

  dropped(deploymentId: string): void {
    this.#publishing.delete(deploymentId)
    this.noteChange()
  }

  /** To call after whatever may have given something back. */
  noteChange(): void {
    const { conversation, outbox } = this.parts.store
    if (!this.#isTold(this.#held())) outbox.add('holding', conversation.get().id)
  }

  /** Tells the Meter what is held in truth. */
  settle(): Promise<void> {
    return this.#line.run(async () => {
      const held = this.#held()
      if (this.#isTold(held)) return
      const late = await this.parts.askMeter((meter) => meter.settle(this.#word(held)))
      if (late) throw tooLate()
      this.#told = held
    })
  }

  /** Until nothing is on its way to the Meter. */
  idle(): Promise<void> {
    return this.#line.idle()
  }

  async #claim(growth: Held): Promise<void> {
    const { store, askMeter, limits } = this.parts
    // Should we end before the change is made, what was claimed is given back.
    store.commit(() => store.outbox.add('holding', store.conversation.get().id))
    const held = this.#held()
    const wanted = { bytes: held.bytes + growth.bytes, deployments: held.deployments + growth.deployments }
    const before = this.#told
    this.#told = undefined
    const answer = await askMeter((meter) => meter.claim(this.#word(wanted), limits))
    if (answer === 'late') throw tooLate()
    this.#told = answer ? before : wanted
    if (answer) throw refusalError(answer)
  }

  #held(): Held {
    const { workspace, deployments } = this.parts.store
    const sites = deployments.list()
    const copying = [...this.#publishing].filter(([id]) => sites.every((site) => site.id !== id))
    return {
      bytes:
        workspace.heldBytes() +
        sites.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) +
        copying.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0),
      deployments: sites.length + copying.length,
    }
  }

  #isTold({ bytes, deployments }: Held): boolean {
    return this.#told?.bytes === bytes && this.#told.deployments === deployments
  }

  /** Versions rise over restarts too, as time does. */
  #word(held: Held): Held & { conversation: string; version: number } {
    const { conversation, now } = this.parts.store
    this.#version = Math.max(this.#version + 1, now())
    return { ...held, conversation: conversation.get().id, version: this.#version }
  }
}

function tooLate(): AppError {
  return new AppError('unavailable', 'The conversation was restarted in between. Send the same again in a moment.')
}
