import { type PythonCall, type PythonOutcome, ToolError } from '../../agent/tool'
import { reportUnexpected } from '../../telemetry'
import { readCell } from './cell'
import type { PythonEngine, Surroundings } from './engine'
import type { KernelAnswer } from './kernel/host'
import type { Kernel } from './kernel/kernel'
import { readKernelCode } from './kernel-code'
import { type PythonState, Snapshots } from './snapshots'
import { WorkspaceHost } from './workspace-host'

interface Parts {
  loader: WorkerLoader | undefined
  assets: Fetcher
  bucket: R2Bucket
  conversationId: string
  timeoutMs: number
}

interface Awake {
  kernel: Fetcher<Kernel>
  token: string
  snapshots: Snapshots
  /** In which state its memory is; undefined while a call runs. */
  stateId: string | undefined
}

/** A larger memory is not kept: restoring takes twice its size of the 128 MB that an isolate has. */
const KEPT_MAX_BYTES = 48 * 1024 * 1024

/** A conversation's Python: kept awake while the session lives, woken from a snapshot after it. */
export class Interpreter implements PythonEngine {
  #awake: Awake | undefined

  constructor(private readonly parts: Parts) {}

  async run(call: PythonCall, surroundings: Surroundings): Promise<{ outcome: PythonOutcome; state: PythonState }> {
    const { state: before, signal } = surroundings
    signal.throwIfAborted()
    const notes: string[] = []
    const awake = await this.#wake(call.restart ? undefined : before, notes)
    // A stop that came meanwhile has called no listener.
    signal.throwIfAborted()
    awake.stateId = undefined
    // Whatever a stopped call did to its variables is not kept, as nothing else of it is.
    const stop = () => {
      this.#drop(awake)
      void awake.kernel.stop().catch(() => {})
    }
    signal.addEventListener('abort', stop, { once: true })
    const answer = await this.#ask(awake, call, surroundings).finally(() => signal.removeEventListener('abort', stop))
    signal.throwIfAborted()
    if (answer.isStuck) {
      this.#drop(awake)
      throw new ToolError(
        'The code caught its own interruption again and again, so it was given up; variables are those from before the call. Do not catch BaseException in a loop.',
      )
    }
    const state = await this.#keep(awake, answer, before, notes)
    return { outcome: readCell(answer, notes), state }
  }

  async #ask(awake: Awake, { code, onOutput }: PythonCall, { files, shell }: Surroundings): Promise<KernelAnswer> {
    const { timeoutMs } = this.parts
    const host = new WorkspaceHost({ files, shell, onOutput, timeoutMs })
    try {
      const answer = await awake.kernel.run({ code, files: host.mounted(), timeoutMs }, host.functions)
      if (!host.failure) return answer
      throw host.failure.error
    } catch (error) {
      this.#drop(awake)
      if (host.failure) throw host.failure.error
      throw new ToolError(
        `Python ended unexpectedly, perhaps for want of memory; variables are those from before the call. Do less at once. (${messageOf(error)})`,
        { cause: error },
      )
    }
  }

  async #wake(state: PythonState | undefined, notes: string[]): Promise<Awake> {
    const known = this.#awake
    this.#awake = undefined
    if (known && state && known.stateId === state.id && (await isAwake(known))) {
      this.#awake = known
      return known
    }
    const { loader, assets, bucket, conversationId } = this.parts
    if (!loader)
      throw new ToolError(
        'Python is not set up here: wrangler.toml needs the binding LOADER under [[worker_loaders]]. Use the shell meanwhile.',
      )
    const { code, build } = await readKernelCode(assets)
    const snapshots = new Snapshots(bucket, conversationId, build)
    const kernel = loader.load(code).getEntrypoint<Kernel>('Kernel')
    const awake: Awake = { kernel, snapshots, token: crypto.randomUUID(), stateId: undefined }
    const kept = state && (await snapshots.find(state))
    if (state && !kept) notes.push('Python began anew: variables of earlier calls are lost. Files are as they were.')
    await boot(awake, kept).catch((cause: unknown) => {
      reportUnexpected(cause, { python: 'it could not be started' })
      throw new ToolError(
        'Python could not be started, perhaps for want of memory. Try again in a minute; use the shell meanwhile.',
        { cause },
      )
    })
    this.#awake = awake
    return awake
  }

  async #keep(
    awake: Awake,
    { heapBytes }: KernelAnswer,
    before: PythonState | undefined,
    notes: string[],
  ): Promise<PythonState> {
    const id = crypto.randomUUID()
    awake.stateId = id
    if (heapBytes > KEPT_MAX_BYTES) {
      notes.push(
        `Python's memory has grown to ${Math.round(heapBytes / 1024 / 1024)} MiB: variables will be lost when the conversation rests. Write what matters to files, or restart.`,
      )
      return { id, slot: null }
    }
    try {
      return await awake.snapshots.keep(id, before, await bytesOf(awake.kernel))
    } catch (error) {
      notes.push(`Variables will be lost when the conversation rests: ${messageOf(error)}`)
      return { id, slot: null }
    }
  }

  #drop(awake: Awake): void {
    if (this.#awake === awake) this.#awake = undefined
  }
}

/** From the conversation's own memory, else from one without a past, which the very first start makes. */
async function boot({ kernel, token, snapshots }: Awake, kept: R2ObjectBody | undefined): Promise<void> {
  if (kept) return kernel.boot(token, kept.body, false)
  const base = await snapshots.findBase()
  await kernel.boot(token, base?.body ?? null, true)
  if (!base) await snapshots.keepBase(await bytesOf(kernel))
}

/** The platform may have ended an isolate that nobody asked for a while. */
async function isAwake({ kernel, token }: Awake): Promise<boolean> {
  return kernel.isAwake(token).catch(() => false)
}

async function bytesOf(kernel: Fetcher<Kernel>): Promise<ArrayBuffer> {
  return new Response(await kernel.snapshot()).arrayBuffer()
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
