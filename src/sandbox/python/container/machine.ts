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

/** After a stop the cell before may still be ending. */
const BUSY_TRIES = 12
const BUSY_WAIT_MS = 250

/** Over its own time limit. */
const GRACE_MS = 30_000

/** A container's server, in the protocol of container/README.md. */
export class Machine {
  constructor(private readonly computer: () => Pick<Fetcher, 'fetch'>) {}

  /** Answers the paths whose bytes have to be sent. */
  async prepare(files: MountedFile[]): Promise<string[]> {
    const wanted = new Map(files.map(({ path, sha256 }) => [path, sha256]))
    const response = await this.#ask('POST', 'manifests', JSON.stringify(Object.fromEntries(wanted)))
    const answer = Missing.safeParse(await response.json())
    if (!answer.success) throw brokenMachine()
    return answer.data.missing.filter((path) => wanted.has(path))
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const response = await this.#ask('PUT', addressOf(path), bytes)
    await response.body?.cancel()
  }

  /** Undefined where it is larger. */
  async get(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const response = await this.#ask('GET', addressOf(path))
    if (Number(response.headers.get('content-length') ?? Number.POSITIVE_INFINITY) <= maxBytes) return response.bytes()
    await response.body?.cancel()
    return undefined
  }

  async interrupt(): Promise<void> {
    const response = await this.#ask('POST', 'interruptions', '')
    await response.body?.cancel()
  }

  async run(call: {
    code: string
    restart: boolean
    timeoutMs: number
    onOutput: (text: string) => void
  }): Promise<Done> {
    const { code, restart, timeoutMs, onOutput } = call
    const ends = AbortSignal.timeout(timeoutMs + GRACE_MS)
    const response = await this.#ask('POST', 'cells', JSON.stringify({ code, restart, timeoutMs }), ends)
    try {
      for await (const line of linesOf(response)) {
        if (typeof line === 'string') onOutput(line)
        else return Done.parse(line)
      }
    } catch (error) {
      throw error instanceof ToolError ? error : brokenMachine('it ended in the middle of a cell')
    }
    throw brokenMachine()
  }

  async #ask(method: string, path: string, body?: string | Uint8Array, signal?: AbortSignal): Promise<Response> {
    for (let tries = BUSY_TRIES; ; tries--) {
      const response = await this.#reach(path, { method, body: body ?? null, signal: signal ?? null })
      if (response.ok) return response
      const problem = (await response.text()).slice(0, 200)
      if (response.status !== 409 || tries === 0) throw brokenMachine(`${response.status}: ${problem}`)
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
