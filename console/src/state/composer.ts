import { computed, createModel, effect, signal, untracked } from '@preact/signals'
import type { TurnStatus } from '../../../src/wire/turns'
import type { Outgoing } from './post-turn'
import { keep, readKept } from './settings'
import { holds, joined, keepUnsent, readUnsent, without } from './unsent'
import type { Chip, Uploads } from './uploads'

export interface ComposerPorts {
  /** Names the draft: the conversation's id, or undefined for one that is still to be. */
  conversation: () => string | undefined
  send: (outgoing: Outgoing) => Promise<void>
  /** Whether the server has the message by now. */
  has: (messageId: string) => boolean
  /** Answers what became of the turn. */
  withdraw: (turnId: string) => Promise<TurnStatus>
  uploads: InstanceType<typeof Uploads>
}

/** What a person writes, kept until the server has it. */
export const Composer = createModel(({ conversation, send, has, withdraw, uploads }: ComposerPorts) => {
  const kept = readUnsent(conversation())
  const draft = signal(restoredDraft(readKept(draftName(conversation())) ?? '', kept))
  const problem = signal<unknown>(undefined)
  const isSending = signal(false)
  /** Somebody wanted to send what cannot go yet, and should hear why. */
  const isHeldBack = signal(false)
  /** It only waits for files on their way, and goes when they are there, unless somebody writes on. */
  const isWaiting = signal(false)
  const onTheirWay = signal<Outgoing[]>([])
  /** Of which nobody answered for sure; they stand in the draft, and go again under the same id. */
  const failed = signal<Outgoing[]>(kept)
  /** What was given back to the field with a failed message. */
  const chipsOf = new Map<string, Chip[]>()

  const canSend = computed(() => draft.value.trim() !== '' && !uploads.isBusy.value && !uploads.hasFailed.value)

  effect(() => keep(draftName(conversation()), draft.value))
  effect(() => keepUnsent(conversation(), [...failed.value, ...onTheirWay.value]))
  effect(() => {
    const arrived = failed.value.filter(({ messageId }) => has(messageId))
    if (arrived.length > 0) untracked(() => arrived.forEach(settle))
  })
  effect(() => {
    if (uploads.hasFailed.value) isWaiting.value = false
    else if (isWaiting.value && canSend.value) void untracked(submit)
  })

  async function submit() {
    isHeldBack.value = draft.peek().trim() !== '' && !canSend.peek()
    isWaiting.value = isHeldBack.peek() && !uploads.hasFailed.peek()
    if (!canSend.peek()) return
    const text = draft.peek().trim()
    const outgoing = failed.peek().find((one) => one.text === text) ?? { messageId: crypto.randomUUID(), text }
    failed.value = []
    const chips = uploads.take()
    draft.value = ''
    problem.value = undefined
    await deliver(outgoing).catch((error: unknown) => {
      uploads.giveBack(chips)
      chipsOf.set(outgoing.messageId, chips)
      problem.value = error
    })
  }

  /** Throws where it failed: the text stands in the draft again, before what was written since. */
  async function deliver(outgoing: Outgoing) {
    onTheirWay.value = [...onTheirWay.peek(), outgoing]
    try {
      await send(outgoing)
    } catch (error) {
      draft.value = joined(outgoing.text, draft.peek())
      failed.value = [outgoing, ...failed.peek()]
      throw error
    } finally {
      onTheirWay.value = onTheirWay.peek().filter((one) => one !== outgoing)
    }
  }

  /** Only its answer was lost: the message arrived, so nothing is left to send. */
  function settle({ messageId, text }: Outgoing) {
    failed.value = failed.peek().filter((one) => one.messageId !== messageId)
    draft.value = without(draft.peek(), text)
    uploads.release(chipsOf.get(messageId) ?? [])
    chipsOf.delete(messageId)
    problem.value = undefined
  }

  /**
   * Takes a waiting message back and sends its text ahead of everything, which stops what runs. Where it was answered
   * meanwhile, as in a tab that was away, nothing is asked twice.
   */
  async function sendNow({ turnId, text }: { turnId: string; text: string }) {
    if (isSending.peek()) return
    await attempt(async () => {
      // Two tabs that do it at once send one message.
      if ((await withdraw(turnId)) === 'stopped') await deliver({ messageId: `now_${turnId}`, text, interrupt: true })
    })
  }

  /** Does something beside writing, and says here why it failed. */
  async function attempt(action: () => Promise<unknown>) {
    problem.value = undefined
    isSending.value = true
    await action().catch((error: unknown) => {
      problem.value = error
    })
    isSending.value = false
  }

  function write(text: string) {
    draft.value = text
    failed.value = failed.peek().filter((one) => holds(text, one.text))
    problem.value = undefined
    isWaiting.value = false
    isHeldBack.value = false
  }

  /** A new conversation has its id: what was kept for it is kept under that from here on. */
  function moveIn() {
    if (readKept(draftName(undefined)) === (draft.peek() || null)) keep(draftName(undefined), '')
    keepUnsent(undefined, [])
  }

  return { draft, problem, canSend, isSending, isHeldBack, submit, sendNow, attempt, write, moveIn }
})

function restoredDraft(draft: string, unsent: Outgoing[]): string {
  return joined(...unsent.map(({ text }) => text).filter((text) => !holds(draft, text)), draft)
}

function draftName(conversation: string | undefined): string {
  return `draft.${conversation ?? 'new'}`
}
