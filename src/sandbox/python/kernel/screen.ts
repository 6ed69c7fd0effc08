/** What a call may print in all; an endless one ends here. */
const PRINTED_MAX_BYTES = 2 * 1024 * 1024

/** What Python prints, both streams in their order, with `!commands` between. */
export class Screen {
  #text = ''
  #bytes = 0
  #told = 0
  #decoder = new TextDecoder()

  constructor(private readonly onFull: () => void) {}

  clear(): void {
    this.#text = ''
    this.#bytes = 0
    this.#told = 0
    this.#decoder = new TextDecoder()
  }

  get text(): string {
    return this.#text
  }

  /** As Pyodide asks for it: the number of bytes taken. */
  write(bytes: Uint8Array): number {
    this.#bytes += bytes.length
    if (this.#bytes > PRINTED_MAX_BYTES) this.onFull()
    else this.#text += this.#decoder.decode(bytes, { stream: true })
    return bytes.length
  }

  print(text: string): void {
    this.write(new TextEncoder().encode(text))
  }

  /** All of it, where something came since it was last asked for. */
  news(): string | undefined {
    if (this.#text.length === this.#told) return undefined
    this.#told = this.#text.length
    return this.#text
  }
}
