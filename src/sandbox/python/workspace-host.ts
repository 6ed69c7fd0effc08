import { type Shell, ToolError, type WorkspaceFiles } from '../../agent/tool'
import type { Host, MountedFile } from './kernel/host'

interface Parts {
  files: WorkspaceFiles
  shell: Shell
  onOutput: (text: string) => void
  timeoutMs: number
}

/** What Python's isolate may ask for during one call. */
export class WorkspaceHost {
  /** What must end the call whatever Python makes of it: the session's own errors do not survive the isolate. */
  failure: { error: unknown } | undefined
  /** What Python knows to lie in the workspace, by path. */
  #known = new Map<string, MountedFile>()

  constructor(private readonly parts: Parts) {
    this.mounted()
  }

  /** The workspace as it is now, for Python to see. */
  mounted(): MountedFile[] {
    const files = this.parts.files
      .list('')
      .map(({ path, sizeBytes, sha256, modifiedAt }) => ({ path, sizeBytes, sha256, modifiedAt }))
    this.#known = new Map(files.map((file) => [file.path, file]))
    return files
  }

  /** Plain functions, which RPC carries as stubs. */
  get functions(): Host {
    const { files, onOutput } = this.parts
    return {
      read: (path) => this.#attempt(async () => (await files.read(path)).bytes()),
      write: (path, bytes) => this.#change(path, () => files.write(path, bytes)),
      remove: (path) => this.#change(path, () => files.remove(path)),
      copy: (from, to) => this.#change(to, () => this.#copy(from, to)),
      output: onOutput,
      shell: (command) => this.#attempt(() => this.#runShell(command)),
    }
  }

  async #runShell(command: string) {
    const { shell, timeoutMs } = this.parts
    const { output, exitCode, notes } = await shell.run({ command, timeoutMs, onOutput: () => {} })
    return {
      output: [output, ...notes.map((note) => `[${note}]\n`)].join(''),
      exitCode,
      files: this.mounted(),
    }
  }

  #copy(from: string, to: string): void {
    const source = this.parts.files.find(from)
    if (!source) throw new ToolError(`"${to}" is not kept: "${from}" was removed by someone else meanwhile.`)
    this.parts.files.copy(source, to)
  }

  /** Answers the sentence of what could not be kept, else nothing. */
  #change(path: string, work: () => unknown): Promise<string> {
    return this.#attempt(async () => {
      const { files } = this.parts
      // Nobody else may have changed the file since Python saw it.
      if (files.find(path)?.sha256 !== this.#known.get(path)?.sha256) return changedMeanwhile(path)
      try {
        await work()
      } catch (error) {
        if (error instanceof ToolError) return error.message
        throw error
      }
      const now = files.find(path)
      if (now) this.#known.set(path, now)
      else this.#known.delete(path)
      return ''
    })
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ToolError)) this.failure ??= { error }
      throw error
    }
  }
}

function changedMeanwhile(path: string): string {
  return `"${path}" was changed by someone else while the code ran and is left as they made it.`
}
