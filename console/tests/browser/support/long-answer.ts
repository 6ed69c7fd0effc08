import type { Provider } from './provider.ts'
import { randomWords } from './random.ts'

/** A model writes about as fast as this. */
const WORD_MS = 8

export interface LongAnswer {
  /** All that the model has said so far. */
  said(): string
  /** Waits until the model has said so many more words. */
  goesOn(words: number): Promise<void>
  /** Ends the answer. */
  finish(): void
  /** When the Worker closed its connection to the model. */
  closed: Promise<number>
}

/** The provider's next answer: random words that go on until the test ends them or somebody hangs up. */
export function longAnswer(provider: Provider, random: () => number): LongAnswer {
  const words: string[] = []
  const waiting = new Set<{ count: number; resolve: () => void }>()
  const began = Promise.withResolvers<{ stop: () => void; closed: Promise<number> }>()
  const source = randomWords(random)
  provider.answer((ask) => {
    const timer = setInterval(() => {
      const word = source.next().value ?? ''
      words.push(word)
      ask.say(word)
      for (const waiter of waiting) {
        if (words.length < waiter.count) continue
        waiting.delete(waiter)
        waiter.resolve()
      }
    }, WORD_MS)
    const stop = () => clearInterval(timer)
    void ask.closed.then(stop)
    began.resolve({
      stop() {
        stop()
        ask.end()
      },
      closed: ask.closed,
    })
  })
  return {
    said: () => words.join(''),
    goesOn: (more) => new Promise((resolve) => waiting.add({ count: words.length + more, resolve })),
    finish: () => void began.promise.then(({ stop }) => stop()),
    closed: began.promise.then(({ closed }) => closed),
  }
}
