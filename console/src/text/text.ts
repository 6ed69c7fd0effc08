import { computed } from '@preact/signals'
import { ApiProblem } from '../api'
import { language } from '../state/settings'
import { en } from './en'
import type { Text } from './translation'
import { zh } from './zh'

/** The console's words in the language of choice. */
export const text = computed<Text>(() => (language.value === 'zh' ? zh : en))

/** What a person reads of a failure: in their language where we have it, else the server's own sentence. */
export function sentenceFor(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return text.value.unexpected
  return text.value.problems[problem.code] ?? problem.message
}

/** The same for a turn that failed. */
export function sentenceOf({ code, message }: { code: string; message: string }): string {
  return text.value.problems[code] ?? message
}
