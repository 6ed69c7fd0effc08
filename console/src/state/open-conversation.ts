import { computed, createModel, effect } from '@preact/signals'
import type { LogEvent } from '../../../src/wire/events'
import { Approvals } from './approvals'
import { Composer } from './composer'
import { conversationOf, createConversation, fetchConversation, forget, learn } from './conversations'
import { Deployments } from './deployments'
import { Files } from './files'
import { ModelChoice } from './model-choice'
import { navigate, talkPath } from './route'
import { isWorthOpening, Showcase } from './showcase'
import { TalkModel } from './talk'
import type { TalkMessage } from './talk-shapes'
import { Telemetry } from './telemetry'
import { Uploads } from './uploads'
import { Workbench } from './workbench'

/** All that one open conversation has on screen. Without an id it is a new one, created by its first message or upload. */
export const OpenConversation = createModel((existing: string | undefined) => {
  let creation: Promise<string> | undefined = existing === undefined ? undefined : Promise.resolve(existing)
  let isHeld = false
  const filesDue = later(async () => {
    if (asked() !== undefined) await files.load()
  })

  const talk = new TalkModel(existing, { ensure, settled: () => modelChoice.settled(), observe })
  const id = () => talk.id.value
  const files = new Files(id)
  const deployments = new Deployments(id)
  const approvals = new Approvals(id)
  const telemetry = new Telemetry(asked)
  const workbench = new Workbench()
  const showcase = new Showcase(talk.messages)
  const uploads = new Uploads({ ensure, files: () => files.entries.peek(), remove: files.remove })
  const has = (messageId: string) => talk.told.value.has(messageId)
  const composer = new Composer({ conversation: id, send: talk.send, has, withdraw: talk.withdraw, uploads })
  const conversation = computed(() => (talk.id.value === undefined ? undefined : conversationOf(talk.id.value)))
  const modelChoice = new ModelChoice(conversation)

  effect(() => {
    if (talk.connection.value === 'gone' && talk.id.value !== undefined) forget(talk.id.value)
  })

  /** The conversation's id, created at most once at a time and named in the address. */
  function ensure(): Promise<string> {
    creation ??= createConversation()
      .then(modelChoice.applyTo)
      .then(begin, (problem: unknown) => {
        creation = undefined
        throw problem
      })
    return creation
  }

  function begin({ id: created }: { id: string }): string {
    composer.moveIn()
    talk.id.value = created
    // Whoever went elsewhere meanwhile stays there.
    if (talk.isClosed.peek()) return created
    navigate(talkPath(created), 'replace')
    void talk.open(created)
    return created
  }

  async function start() {
    const here = talk.id.peek()
    if (here === undefined) return
    await talk.open(here)
    if (talk.state.peek() !== 'ready' || asked() === undefined) return
    void fetchConversation(here).catch(() => undefined) // the title comes with the list, or with its next change
    void approvals.load().catch(() => undefined) // what still waits is in the log too
    await Promise.all([files.load(), deployments.load()])
    if (deployments.sites.peek().length > 0 || showcase.newest.peek()) workbench.reveal()
  }

  function observe(event: LogEvent) {
    switch (event.type) {
      case 'conversation.changed':
        return learn(event.conversation)
      case 'file.changed':
        return filesDue()
      case 'deployment.created':
        deployments.add({ ...event, id: event.deploymentId, createdAt: event.at })
        showcase.choose(undefined)
        return workbench.reveal()
      case 'deployment.changed':
        return deployments.learn(event.deploymentId, event.openHosts)
      case 'approval.requested':
        return approvals.hearRequest(event)
      case 'approval.decided':
        return approvals.hearDecision(event)
      case 'deployment.removed':
        return deployments.drop(event.deploymentId)
      case 'tool.completed':
        if (event.tainted) mark()
        if (isWorthOpening(event.preview)) workbench.reveal()
        return telemetry.refresh(event.turnId)
      case 'turn.started':
        touch(event.at)
        return telemetry.refresh(event.turnId)
      case 'step.started':
      case 'step.completed':
      case 'tool.started':
      case 'turn.completed':
      case 'turn.failed':
      case 'turn.stopped':
        return telemetry.refresh(event.turnId)
    }
  }

  /** Gives a preview of the talk all of the screen, or the workbench. */
  function show(key: string, where: 'full' | 'workbench') {
    if (where === 'full') return showcase.openFull(key)
    const preview = showcase.items.peek().find((item) => item.key === key)?.preview
    const site = preview?.kind === 'site' ? preview.deploymentId : null
    const isOnline = deployments.sites.peek().some(({ id }) => id === site)
    if (site !== null && isOnline) deployments.choose(site)
    showcase.choose(isOnline ? undefined : key)
    workbench.open('preview')
  }

  /** Content from outside is in the history from here on. */
  function mark() {
    const known = conversation.peek()
    if (known) learn({ ...known, tainted: true })
  }

  /** The list goes by the last change, which a turn is. */
  function touch(at: number) {
    const known = conversation.peek()
    if (known && known.updatedAt < at) learn({ ...known, updatedAt: at })
  }

  /** A failed attempt leaves the old answer, and says why beside the composer. */
  async function regenerate(answer: TalkMessage) {
    await composer.attempt(() => talk.regenerate(answer))
  }

  async function stop() {
    await composer.attempt(talk.stop)
  }

  async function withdraw(turnId: string) {
    await composer.attempt(() => talk.withdraw(turnId))
  }

  /** What may be asked for: nothing of a conversation that is being deleted, or was left. */
  function asked() {
    return isHeld || talk.isClosed.value ? undefined : id()
  }

  /** Asks for nothing until what this answers is called: the server lets go of watchers before all is deleted. */
  function hold(): () => void {
    const release = talk.hold()
    isHeld = true
    return () => {
      isHeld = false
      release()
      filesDue()
      telemetry.catchUp()
    }
  }

  function close() {
    talk.close()
    telemetry.stop()
  }

  return {
    talk,
    files,
    deployments,
    approvals,
    telemetry,
    workbench,
    showcase,
    show,
    uploads,
    composer,
    conversation,
    modelChoice,
    start,
    regenerate,
    stop,
    withdraw,
    hold,
    close,
  }
})

const SETTLE_MS = 200

/** Runs once for a burst of calls. */
function later(run: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(() => void run(), SETTLE_MS)
  }
}
