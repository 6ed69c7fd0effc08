/** What a command may print in all; an endless one ends here. */
const PRINTED_MAX_BYTES = 10 * 1024 * 1024

/** How often what was printed is told: seldom, and ever more seldom, since each time is a row of the log. */
const FIRST_LOOK_MS = 1000
const SLOWEST_LOOK_MS = 8000

/** What a command prints, as it comes: both streams in one. */
export class Screen {
  #text = ''
  #bytes = 0
  #decoder = new TextDecoder()

  constructor(private readonly onFull: () => void) {}

  get text(): string {
    return this.#text
  }

  write(bytes: Uint8Array): void {
    this.#bytes += bytes.length
    if (this.#bytes > PRINTED_MAX_BYTES) this.onFull()
    else this.#text += this.#decoder.decode(bytes, { stream: true })
  }

  print(text: string): void {
    this.write(new TextEncoder().encode(text))
  }

  /** Tells what was printed so far, now and then while there is more. Answers how to stop that. */
  watch(tell: (text: string) => void): () => void {
    let toldChars = 0
    let waitMs = FIRST_LOOK_MS
    const look = () => {
      if (this.#text.length > toldChars) {
        toldChars = this.#text.length
        tell(this.#text)
        waitMs = Math.min(waitMs * 1.5, SLOWEST_LOOK_MS)
      }
      timer = setTimeout(look, waitMs)
    }
    let timer = setTimeout(look, waitMs)
    return () => clearTimeout(timer)
  }
}
