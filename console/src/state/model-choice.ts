import { computed, createModel, type ReadonlySignal, signal } from '@preact/signals'
import type { Conversation } from '../../../src/wire/conversations'
import { changeConversation } from './conversations'
import { defaultModel, models } from './models'

/** Which model answers in one conversation; of one that is still to be made, it is kept until then. */
export const ModelChoice = createModel((conversation: ReadonlySignal<Conversation | undefined>) => {
  const wanted = signal<string | undefined>(undefined)
  let changing: Promise<unknown> | undefined
  /** A model that is no longer offered gives way to the default, here as on the server. */
  const chosen = computed(() => {
    const id = conversation.value?.model ?? wanted.value
    return models.value.find((model) => model.id === id) ?? defaultModel.value
  })

  async function choose(model: string) {
    const here = conversation.peek()
    if (!here) {
      wanted.value = model
      return
    }
    const change = changeConversation(here.id, { model })
    changing = change
    try {
      await change
    } finally {
      if (changing === change) changing = undefined
    }
  }

  /** Until the server has the choice that is on its way; throws where that fails. */
  async function settled(): Promise<void> {
    await changing
  }

  /** Gives a new conversation the model that was chosen before it was there. */
  async function applyTo(created: Conversation): Promise<Conversation> {
    const model = wanted.peek()
    if (model !== undefined && model !== created.model) await changeConversation(created.id, { model })
    return created
  }

  return { chosen, choose, settled, applyTo }
})
