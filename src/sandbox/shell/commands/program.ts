import type { Command, ResolvedCommandContext } from 'just-bash/browser'
import { bytesOfLatin1, latin1Of } from '../disk/encoding'

export interface Output {
  out?: string | Uint8Array
  err?: string
  code?: number
}

/** Ends a program: `name: message` on its error stream, and its exit code. */
export class Failure extends Error {
  override name = 'Failure'

  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message)
  }
}

/** One run of a program: what it was given, and what it can reach. */
export class Run {
  constructor(
    readonly args: readonly string[],
    readonly context: ResolvedCommandContext,
  ) {}

  /** What was piped in; the interpreter passes bytes as the characters of their numbers. */
  get input(): Uint8Array {
    return bytesOfLatin1(String(this.context.stdin))
  }

  get inputText(): string {
    return decode(this.input)
  }

  get environment(): Record<string, string> {
    return this.context.exportedEnv ?? {}
  }

  path(name: string): string {
    return this.context.fs.resolvePath(this.context.cwd, name)
  }

  /** A file's bytes, or those piped in for `-`. Throws Failure. */
  async read(name: string): Promise<Uint8Array> {
    if (name === '-' || name === '/dev/stdin') return this.input
    try {
      return await this.context.fs.readFileBuffer(this.path(name))
    } catch (error) {
      throw new Failure(`${name}: ${reasonOf(error)}`)
    }
  }

  async readText(name: string): Promise<string> {
    return decode(await this.read(name))
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    try {
      await this.context.fs.writeFile(this.path(name), content)
    } catch (error) {
      throw new Failure(`${name}: ${reasonOf(error)}`)
    }
  }

  /** Runs a command with these arguments, passed as they are. */
  run(words: readonly string[], input?: Uint8Array): Promise<Finished> {
    return this.runWith(words, input, this.environment, [])
  }

  /** The same in another environment; `exports` are the names that the command's own children see too. */
  runWith(
    words: readonly string[],
    input: Uint8Array | undefined,
    env: Record<string, string>,
    exports: readonly string[],
  ): Promise<Finished> {
    const { exec, cwd } = this.context
    if (!exec) throw new Failure('cannot start other commands here')
    const stdin = input === undefined ? {} : { stdin: latin1Of(input), stdinKind: 'bytes' as const }
    const prefix = exports.length > 0 ? `export ${exports.join(' ')}; ` : ''
    return exec(prefix + words.map(quoted).join(' '), { cwd, env: { ...env, PWD: cwd }, ...stdin })
  }
}

interface Finished {
  stdout: string
  stderr: string
  exitCode: number
}

export function program(name: string, run: (run: Run) => Output | Promise<Output>): Command {
  return {
    name,
    async execute(args, context) {
      try {
        const { out = '', err = '', code = 0 } = await run(new Run(args, context))
        const bytes = typeof out === 'string' ? new TextEncoder().encode(out) : out
        return { stdout: latin1Of(bytes), stdoutKind: 'bytes', stderr: err, exitCode: code }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        return { stdout: '', stderr: `${name}: ${error.message}\n`, exitCode: error.code }
      }
    },
  }
}

export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes)
}

/** Lines without their ends; a newline at the end begins no further line. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** As the programs of a real system say it; our disk's errors begin with their POSIX code. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = /^(E[A-Z]+): (.*)/.exec(message)
  return (code && REASONS[code[1] ?? '']) ?? code?.[2] ?? message
}

const REASONS: Record<string, string> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EFBIG: 'File too large',
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
