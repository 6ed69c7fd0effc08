import { ToolError } from '../agent/tool'
import type { ApprovalKind, DecidedBy } from '../wire/approvals'
import { includesHost, namedHosts } from './named-hosts'
import { isPrivate } from './private-data'
import type { Store } from './store'

/** What a call reaches for. */
export interface Asked {
  kind: ApprovalKind
  hosts: readonly string[]
  /** For the person: what would leave. */
  summary: string
}

/** Not an error: the call stops here until the person has decided. */
export class Held extends Error {
  override name = 'Held'

  constructor(readonly asked: Asked) {
    super(`The call waits for the person: ${asked.hosts.join(', ')}.`)
  }
}

/** Nobody reads a longer list, and one host among thousands would go unseen. */
const HOSTS_ASKED_MAX = 100

interface Parts {
  store: Store
  turnId: string
  invocationId: string
  /** Runs a change only while the loop still owns its turn. */
  write: (change: () => void) => void
  /** Whether the account wants to be asked. */
  wantsApprovals: () => Promise<boolean>
}

/**
 * Where what one call sends out is let through or held. Text from outside may tell the model to carry the person's data
 * away; so once such text and such data are both in the conversation, a host that the person did not name or approve is
 * reached only after they said yes.
 */
export class Gate {
  readonly #hold = new AbortController()
  #held: Asked | undefined
  #wants: Promise<boolean> | undefined

  constructor(private readonly parts: Parts) {}

  /** Aborts with Held once the call must stop and wait. */
  get signal(): AbortSignal {
    return this.#hold.signal
  }

  /** Content from outside came in: from here on the conversation is marked for good. */
  received(): void {
    const { store, invocationId, write } = this.parts
    if (store.conversation.get().tainted_by === null) write(() => store.conversation.taint(invocationId))
  }

  /** Answers where all of it may leave. Throws Held where the person is to be asked, ToolError where they said no. */
  async admit(asked: Asked): Promise<void> {
    this.signal.throwIfAborted()
    const hosts = this.#unapproved(asked)
    if (hosts.length === 0 || !(await this.#wantsApprovals())) return
    const denied = hosts.filter((host) => this.parts.store.approvals.isDenied({ host, turnId: this.parts.turnId }))
    if (denied.length > 0) throw new ToolError(deniedSentence(denied))
    if (hosts.length > HOSTS_ASKED_MAX) throw new ToolError(tooManySentence(hosts.length))
    return this.#holdFor({ ...asked, hosts })
  }

  /** As `admit`, but of what can be done without: throws ToolError where the person would have to be asked. */
  async admitUnasked(asked: Asked): Promise<void> {
    this.signal.throwIfAborted()
    const hosts = this.#unapproved(asked)
    if (hosts.length === 0 || !(await this.#wantsApprovals())) return
    throw new ToolError(`${hosts.join(', ')} was left out, since the person was not asked about it.`)
  }

  /** Those that would have to be asked for; none while nothing private can be carried out by what came from outside. */
  #unapproved({ hosts, kind }: Asked): string[] {
    const { store, turnId, invocationId } = this.parts
    if (hosts.length === 0 || !isGuarded(store)) return []
    const named = new Set(store.transcript.personTexts().flatMap((text) => [...namedHosts(text)]))
    const open = store.approvals.openHosts()
    if (kind === 'deployment') for (const host of store.deployments.openHosts()) open.add(host)
    const unknown = [...new Set(hosts)].filter((host) => !includesHost(named, host) && !open.has(host))
    const once: string[] = []
    if (unknown.length > 0) {
      this.parts.write(() => {
        once.push(...unknown.filter((host) => store.approvals.takeOnce({ host, turnId, invocationId })))
      })
    }
    return unknown.filter((host) => !once.includes(host))
  }

  #wantsApprovals(): Promise<boolean> {
    this.#wants ??= this.parts.wantsApprovals()
    return this.#wants
  }

  /** Requests that a call makes side by side are asked for together: the call is stopped one moment later. */
  #holdFor(asked: Asked): Promise<never> {
    const known = this.#held
    this.#held = known ? { ...known, hosts: [...new Set([...known.hosts, ...asked.hosts])] } : asked
    if (!known) setTimeout(() => this.#hold.abort(new Held(this.#held ?? asked)))
    return new Promise((_, reject) => {
      const stop = () => reject(this.signal.reason)
      this.signal.addEventListener('abort', stop, { once: true })
    })
  }
}

/** Whether text from outside and something private have met in this conversation. */
export function isGuarded({ conversation }: Pick<Store, 'conversation'>): boolean {
  const { tainted_by, has_upload, longest_message } = conversation.get()
  return tainted_by !== null && isPrivate({ hasUpload: has_upload === 1, longestMessage: longest_message })
}

export function deniedSentence(hosts: readonly string[], by: DecidedBy = 'person'): string {
  const why = by === 'person' ? 'The person did not allow' : 'Nobody answered within a day whether to allow'
  return `${why} ${hosts.join(', ')} to be reached. Do without it, and say in your answer what is missing.`
}

function tooManySentence(count: number): string {
  return `This names ${count} hosts that the person has not allowed, and at most ${HOSTS_ASKED_MAX} can be asked for at once. Leave out those that are not needed.`
}
