/** I2: the first frame at once, then one per 50 ms for the first second, then one per 200 ms. */
export function frameDelayMs(sinceFirstMs: number): number {
  return sinceFirstMs < 1000 ? 50 : FRAME_MAX_MS
}

const FRAME_MAX_MS = 200

export interface Segment {
  type: 'text' | 'reasoning'
  text: string
}

/**
 * Gathers a step's deltas into frames. `write` stores a frame; while one is due a single timer waits. A delta that was
 * not written yet was not seen by anyone, so losing it in a crash loses nothing.
 */
export class FrameWriter {
  #segments: Segment[] = []
  #firstAt: number | undefined
  #lastAt = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(
    private readonly now: () => number,
    private readonly write: (segments: Segment[]) => void,
  ) {}

  add(segment: Segment): void {
    const open = this.#segments.at(-1)
    if (open?.type === segment.type) open.text += segment.text
    else this.#segments.push({ ...segment })
    this.#schedule()
  }

  /** Writes what waits, now. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = null
    if (this.#segments.length === 0) return
    const segments = this.#segments
    this.#segments = []
    this.#lastAt = this.now()
    this.#firstAt ??= this.#lastAt
    this.write(segments.flatMap(divided))
  }

  /** Forgets what waits: another loop owns the turn now. */
  close(): void {
    clearTimeout(this.#timer)
    this.#segments = []
  }

  #schedule(): void {
    if (this.#timer !== null) return
    const dueInMs =
      this.#firstAt === undefined ? 0 : this.#lastAt + frameDelayMs(this.now() - this.#firstAt) - this.now()
    if (dueInMs <= 0) this.flush()
    // A clock that was set back must not hold the text for as long.
    else this.#timer = setTimeout(() => this.flush(), Math.min(dueInMs, FRAME_MAX_MS))
  }
}

/** A frame is one row and one event, which every reader holds whole: it stays well below a page of the log. */
const SEGMENT_CHARS = 8 * 1024

/** Cut between characters, since half of one is no text for many a reader. */
function divided({ type, text }: Segment): Segment[] {
  const segments: Segment[] = []
  for (let start = 0; start < text.length; ) {
    const end = Math.min(start + SEGMENT_CHARS, text.length)
    const cut = end < text.length && isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end
    segments.push({ type, text: text.slice(start, cut) })
    start = cut
  }
  return segments
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
