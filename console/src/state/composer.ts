import { computed, createModel, effect, signal, untracked } from '@preact/signals'
import type { TurnStatus } from '../../../src/wire/turns'
import type { Outgoing } from './post-turn'
import { keep, readKept } from './settings'
import type { Uploads } from './uploads'

export interface ComposerPorts {
  /** Names the draft: the conversation's id, or undefined for one that is still to be. */
  conversation: () => string | undefined
  send: (outgoing: Outgoing) => Promise<void>
  /** Answers what became of the turn. */
  withdraw: (turnId: string) => Promise<TurnStatus>
  uploads: InstanceType<typeof Uploads>
}

/** What a person writes, kept until the server has it. */
export const Composer = createModel(({ conversation, send, withdraw, uploads }: ComposerPorts) => {
  const draft = signal(readKept(draftName(conversation())) ?? '')
  const problem = signal<unknown>(undefined)
  const isSending = signal(false)
  /** Somebody wanted to send what cannot go yet, and should hear why. */
  const isHeldBack = signal(false)
  /** It only waits for files on their way, and goes when they are there, unless somebody writes on. */
  const isWaiting = signal(false)
  let failed: Outgoing | undefined

  const canSend = computed(() => draft.value.trim() !== '' && !uploads.isBusy.value && !uploads.hasFailed.value)

  effect(() => keep(draftName(conversation()), draft.value))
  effect(() => {
    if (uploads.hasFailed.value) isWaiting.value = false
    else if (isWaiting.value && canSend.value) void untracked(submit)
  })

  async function submit() {
    isHeldBack.value = draft.peek().trim() !== '' && !canSend.peek()
    isWaiting.value = isHeldBack.peek() && !uploads.hasFailed.peek()
    if (!canSend.peek()) return
    const text = draft.peek().trim()
    const outgoing = failed?.text === text ? failed : { messageId: crypto.randomUUID(), text }
    const chips = uploads.take()
    draft.value = ''
    problem.value = undefined
    try {
      await send(outgoing)
      failed = undefined
    } catch (error) {
      failed = outgoing
      const since = draft.peek()
      draft.value = since.trim() === '' ? text : `${text}\n\n${since}` // a failed send must never lose what was written
      uploads.giveBack(chips)
      problem.value = error
    }
  }

  /**
   * Takes a waiting message back and sends its text ahead of everything, which stops what runs. Where it was answered
   * meanwhile, as in a tab that was away, nothing is asked twice.
   */
  async function sendNow({ turnId, text }: { turnId: string; text: string }) {
    await attempt(async () => {
      if ((await withdraw(turnId)) !== 'stopped') return
      await send({ messageId: crypto.randomUUID(), text, interrupt: true }).catch((error: unknown) => {
        draft.value = [text, draft.peek()].filter(Boolean).join('\n\n')
        throw error
      })
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
    problem.value = undefined
    isWaiting.value = false
    isHeldBack.value = false
  }

  return { draft, problem, canSend, isSending, isHeldBack, submit, sendNow, attempt, write }
})

function draftName(conversation: string | undefined): string {
  return `draft.${conversation ?? 'new'}`
}
