import { type PythonCall, type PythonOutcome, ToolError, type WorkspaceFiles } from '../../../agent/tool'
import { readCell } from '../cell'
import type { PythonEngine, Surroundings } from '../engine'
import type { PythonState } from '../snapshots'
import { WorkspaceHost } from '../workspace-host'
import { brokenMachine, type Done, Machine } from './machine'

/** Larger files stay outside: they pass through the session's memory. */
const FILE_MAX_BYTES = 32 * 1024 * 1024
const ALL_MAX_BYTES = 512 * 1024 * 1024

/** What one call may bring back. */
const CHANGES_MAX = 1000

/** A conversation's Python in a container of its own, where variables live for as long as the container does. */
export class ContainerPython implements PythonEngine {
  readonly #machine: Machine

  constructor(private readonly parts: { computer: () => Pick<Fetcher, 'fetch'>; timeoutMs: number }) {
    this.#machine = new Machine(parts.computer)
  }

  async run(call: PythonCall, surroundings: Surroundings): Promise<{ outcome: PythonOutcome; state: PythonState }> {
    const { files, shell, signal, state: before } = surroundings
    signal.throwIfAborted()
    const { timeoutMs } = this.parts
    const host = new WorkspaceHost({ files, shell, onOutput: call.onOutput, timeoutMs })
    const notes = await this.#sendFiles(host, surroundings)
    // A stop that came meanwhile has called no listener.
    signal.throwIfAborted()
    const stop = () => void this.#machine.interrupt().catch(() => {})
    signal.addEventListener('abort', stop, { once: true })
    const running = this.#machine.run({ ...call, timeoutMs, signal })
    const done = await running.finally(() => signal.removeEventListener('abort', stop))
    signal.throwIfAborted()
    if (done.isStuck) throw new ToolError(`The code would not end when it was told to, so Python was ended. ${LOST}`)
    if (done.hasDied) throw new ToolError(`Python ended unexpectedly, perhaps for want of memory. ${LOST}`)
    if (before && before.id !== done.life && !call.restart) notes.push(BEGAN_ANEW)
    notes.push(...(await this.#bringFiles(done, host, files)))
    const { cell, output, cut } = done
    const answer = { cell, output, cut: cut ?? undefined, isStuck: false, notes: [], heapBytes: 0 }
    try {
      return { outcome: readCell(answer, notes), state: { id: done.life, slot: null } }
    } catch {
      throw brokenMachine('its answer makes no sense')
    }
  }

  /** Answers a sentence where not all of the workspace is there. */
  async #sendFiles(host: WorkspaceHost, { bytesOf, signal }: Surroundings): Promise<string[]> {
    let bytes = 0
    const mounted = host.mounted()
    const taken = mounted.filter(({ sizeBytes }) => {
      const fits = sizeBytes <= FILE_MAX_BYTES && bytes + sizeBytes <= ALL_MAX_BYTES
      if (fits) bytes += sizeBytes
      return fits
    })
    const missing = await this.#machine.prepare(taken, signal)
    for (const path of missing) await this.#machine.put(path, await bytesOf(path), signal)
    const left = mounted.length - taken.length
    return left === 0
      ? []
      : [`${left} of the files are too large for Python and are not there: 32 MiB a file, 512 MiB together.`]
  }

  /** Answers the sentence of each change that could not be kept. */
  async #bringFiles({ changed, removed }: Done, host: WorkspaceHost, files: WorkspaceFiles): Promise<string[]> {
    const { write, remove } = host.functions
    const problems: string[] = []
    for (const path of removed.slice(0, CHANGES_MAX)) problems.push(await remove(path))
    for (const path of changed.slice(0, CHANGES_MAX)) {
      if (!isInside(path, files)) {
        problems.push(`"${path}" is not kept: it lies outside the workspace.`)
        continue
      }
      const bytes = await this.#machine.get(path, FILE_MAX_BYTES)
      problems.push(bytes ? await write(path, bytes) : `"${path}" is not kept: a file of Python's has at most 32 MiB.`)
    }
    if (host.failure) throw host.failure.error
    const over = Math.max(changed.length, removed.length) - CHANGES_MAX
    if (over > 0) problems.push(`${over} more changed files are not kept: at most ${CHANGES_MAX} a call. Pack them.`)
    return problems.filter((problem) => problem !== '')
  }
}

function isInside(path: string, files: WorkspaceFiles): boolean {
  try {
    return files.resolve(path) === path
  } catch {
    return false
  }
}

const LOST = 'Variables are lost; files are as they were before the call. Do less at once.'

const BEGAN_ANEW =
  'Python began anew, since its container had been put to sleep: variables of earlier calls are lost. Files are as they were.'
