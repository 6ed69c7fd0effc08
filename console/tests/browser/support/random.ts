/** Random numbers from a seed, so that a failed run can be repeated: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const PARAGRAPH_WORDS = 40

/** Words that no other answer has, each with the space or the paragraph's end before it. */
export function* randomWords(random: () => number): Generator<string> {
  for (let word = 0; ; word += 1) {
    const letters = Array.from({ length: 2 + Math.floor(random() * 9) }, () => Math.floor(random() * 36).toString(36))
    const gap = random() < 1 / PARAGRAPH_WORDS ? '\n\n' : ' '
    yield (word === 0 ? '' : gap) + letters.join('')
  }
}
