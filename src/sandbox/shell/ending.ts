type Cause = { kind: 'time' | 'print' } | { kind: 'thrown'; error: unknown }

/** As `timeout` and the kernel's SIGPIPE leave them. */
const EXIT_CODES = { time: 124, print: 141 }

/** How long the interpreter may take to notice its own deadline and hand over what was printed. */
const GRACE_MS = 250

/** Why a command ends before its own end; the first reason counts. */
export class Ending {
  readonly #abort = new AbortController()
  readonly #startedAt = Date.now()
  readonly #over: Promise<undefined>
  #timer: ReturnType<typeof setTimeout>
  #cause: Cause | undefined

  constructor(
    private readonly timeoutMs: number,
    stop: AbortSignal,
  ) {
    this.#over = new Promise((resolve) => {
      this.signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
    this.#timer = setTimeout(() => {
      this.#cause ??= { kind: 'time' }
      this.#timer = setTimeout(() => this.#abort.abort(), GRACE_MS)
    }, timeoutMs)
    const onStop = () => this.cut({ kind: 'thrown', error: stop.reason })
    stop.addEventListener('abort', onStop, { once: true, signal: this.signal })
    if (stop.aborted) onStop()
  }

  /** Aborts when nothing of the call may go on. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get isOver(): boolean {
    return this.signal.aborted
  }

  cut(cause: Cause): void {
    this.#cause ??= cause
    this.#abort.abort()
  }

  /** What the work gives; undefined where it was cut. Afterwards nothing of it goes on. */
  async await<T>(work: Promise<T>): Promise<T | undefined> {
    const result = await Promise.race([work, this.#over]).finally(() => {
      clearTimeout(this.#timer)
      this.#abort.abort()
    })
    // A reason that is nobody's business in here goes on its way: the turn's stop, or what egress says to the session.
    if (this.#cause?.kind === 'thrown') throw this.#cause.error
    return result
  }

  /** Waits, for the `sleep` command. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
    })
  }

  /** For an exit code that may come from the interpreter's own deadline, where a busy processor let that ring first. */
  noteExit(code: number): void {
    if (code === EXIT_CODES.time && Date.now() - this.#startedAt >= this.timeoutMs) this.#cause ??= { kind: 'time' }
  }

  /** The exit code and a sentence, where the command was cut. */
  get verdict(): { exitCode: number; note: string } | undefined {
    if (!this.#cause || this.#cause.kind === 'thrown') return undefined
    const { kind } = this.#cause
    const note =
      kind === 'time'
        ? `Stopped after ${this.timeoutMs} ms. Give a longer timeout (600000 at most), or do it in smaller steps.`
        : 'Stopped: the command printed more than 10 MiB. Send its output to a file, or print less of it.'
    return { exitCode: EXIT_CODES[kind], note }
  }
}
