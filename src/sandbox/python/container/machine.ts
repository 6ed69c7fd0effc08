import * as z from 'zod'
import { ToolError } from '../../../agent/tool'
import type { MountedFile } from '../kernel/host'

/** The last line of a cell. The code that ran shares the container with whoever says this, so nothing of it is trusted. */
const Done = z.object({
  cell: z.string(),
  output: z.string(),
  cut: z.enum(['time', 'stop', 'print']).nullable(),
  isStuck: z.boolean(),
  hasDied: z.boolean().default(false),
  life: z.string().max(64),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
})
export type Done = z.infer<typeof Done>

const Missing = z.object({ missing: z.array(z.string()) })

/** A line with pictures in it is long. */
const LINE_MAX_CHARS = 48 * 1024 * 1024

/** For a cell that was left behind to end: longer than GRACE_S of container/interpreter.py, and a look at its files. */
const BUSY_TRIES = 40
const BUSY_WAIT_MS = 250

/** Over its own time limit. */
const GRACE_MS = 30_000

interface Ask {
  method: string
  body?: string | Uint8Array
  /** The call's own: once it is stopped, nothing more is asked for it. */
  signal?: AbortSignal
  /** After which time there is no answer. */
  ends?: AbortSignal
}

/** A container's server, in the protocol of container/README.md. */
export class Machine {
  constructor(private readonly computer: () => Pick<Fetcher, 'fetch'>) {}

  /** Answers the paths whose bytes have to be sent. */
  async prepare(files: MountedFile[], signal: AbortSignal): Promise<string[]> {
    const wanted = new Map(files.map(({ path, sha256 }) => [path, sha256]))
    const body = JSON.stringify(Object.fromEntries(wanted))
    const response = await this.#ask('manifests', { method: 'POST', body, signal })
    const answer = Missing.safeParse(await response.json())
    if (!answer.success) throw brokenMachine()
    return answer.data.missing.filter((path) => wanted.has(path))
  }

  async put(path: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
    const response = await this.#ask(addressOf(path), { method: 'PUT', body, signal })
    await response.body?.cancel()
  }

  /** Undefined where it is larger. */
  async get(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const response = await this.#ask(addressOf(path), { method: 'GET' })
    if (Number(response.headers.get('content-length') ?? Number.POSITIVE_INFINITY) <= maxBytes) return response.bytes()
    await response.body?.cancel()
    return undefined
  }

  async interrupt(): Promise<void> {
    const response = await this.#reach('interruptions', { method: 'POST', body: '' })
    await response.body?.cancel()
  }

  async run(call: {
    code: string
    restart: boolean
    timeoutMs: number
    signal: AbortSignal
    onOutput: (text: string) => void
  }): Promise<Done> {
    const { code, restart, timeoutMs, signal, onOutput } = call
    const ends = AbortSignal.timeout(timeoutMs + GRACE_MS)
    const body = JSON.stringify({ code, restart, timeoutMs })
    const response = await this.#ask('cells', { method: 'POST', body, signal, ends })
    try {
      // A stop that overtook the cell found nothing to end.
      if (signal.aborted) await this.interrupt()
      for await (const line of linesOf(response)) {
        if (typeof line === 'string') onOutput(line)
        else return Done.parse(line)
      }
    } catch (error) {
      throw error instanceof ToolError ? error : brokenMachine('it ended in the middle of a cell')
    }
    throw brokenMachine()
  }

  /** Ends the cell that runs, where a session died over it, and waits for its end. */
  async #ask(path: string, { method, body, signal, ends }: Ask): Promise<Response> {
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted()
      const response = await this.#reach(path, { method, body: body ?? null, signal: ends ?? null })
      if (response.ok) return response
      const problem = (await response.text()).slice(0, 200)
      if (response.status !== 409) throw brokenMachine(`${response.status}: ${problem}`)
      if (tries === BUSY_TRIES) throw new ToolError(STILL_BUSY)
      if (tries === 0) await this.interrupt()
      await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS))
    }
  }

  async #reach(path: string, request: RequestInit): Promise<Response> {
    try {
      return await this.computer().fetch(`http://container/${path}`, request)
    } catch (error) {
      throw brokenMachine(error instanceof Error ? error.message : String(error))
    }
  }
}

function addressOf(path: string): string {
  return `files/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** A failure of the container, or of whoever took it over. */
export function brokenMachine(why = 'it gave no answer'): ToolError {
  return new ToolError(
    `The container for Python is not there or does not answer (${why}). Try once more in a minute; if it fails again, use the shell.`,
  )
}

const STILL_BUSY =
  'An earlier cell still runs in the container for Python, though it was told to end. Try again in a moment; use the shell meanwhile.'

/** The values of lines of JSON. */
async function* linesOf(response: Response): AsyncGenerator<unknown> {
  let text = ''
  for await (const part of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += part
    if (text.length > LINE_MAX_CHARS) throw brokenMachine('it answers too much')
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) yield parsed(line)
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw brokenMachine('its answer makes no sense')
  }
}
