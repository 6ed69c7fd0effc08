import { computed, signal } from '@preact/signals'
import { listModels, type Model } from '../../../src/wire/system'
import { ApiProblem, call } from '../api'

export const models = signal<Model[]>([])
export const defaultModel = computed(() => models.value.find((model) => model.default) ?? models.value[0])
/** The server's own sentence where it is not set up; the whole console gives way to it. */
export const setupSentence = signal<string | undefined>(undefined)

export async function loadModels(): Promise<void> {
  try {
    models.value = (await call(listModels, {})).models
    setupSentence.value = undefined
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.code === 'setup_required') setupSentence.value = problem.message
  }
}

/** The name of a model for people; its id where the server no longer lists it. */
export function modelLabel(id: string): string {
  return models.value.find((model) => model.id === id)?.label ?? id
}

export function isDemo(id: string | undefined): boolean {
  const model = id === undefined ? defaultModel.value : models.value.find((each) => each.id === id)
  return model?.demo ?? false
}
