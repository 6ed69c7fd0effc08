import { computed } from '@preact/signals'
import { ApiProblem } from '../api'
import { language } from '../state/settings'
import { en } from './en'
import { zh } from './zh'

/** The same keys in another language: sentences stay sentences, and what takes values takes the same values. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends (...given: infer G) => string
    ? (...given: G) => string
    : T[K] extends string
      ? string
      : Translation<T[K]>
}

export type Text = Translation<typeof en>

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
