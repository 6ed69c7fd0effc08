import type { en } from './en'

/** The same keys in another language: sentences stay sentences, and what takes values takes the same values. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends (...given: infer G) => string
    ? (...given: G) => string
    : T[K] extends string
      ? string
      : Translation<T[K]>
}

export type Text = Translation<typeof en>
