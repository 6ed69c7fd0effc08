import type { Ending } from '../../ending'
import type { Output } from '../program'
import { type Engine, newEngine } from './engine'
import type { ScriptFiles } from './files'
import { guestSource } from './guest/guest'
import type { Host } from './guest/kit'

/**
 * The interpreter asks about every ten thousand steps; this many are one to two seconds, and nobody else runs meanwhile.
 * It cannot ask within one long step, as a search in a huge string is: there the platform's own limit of CPU time stands.
 */
const ASKED_MAX = 4000

const PRINTED_MAX_CHARS = 10 * 1024 * 1024

type Kind = 'print' | 'script' | 'module'

interface Parts {
  files: ScriptFiles
  ending: Ending
  host: Omit<Host, 'print' | 'exit' | 'timer' | 'uuid' | 'fs'>
}

/** One run of a script, from its first line until nothing is left that it waits for. */
export class Script {
  readonly #out: string[] = []
  readonly #err: string[] = []
  readonly #timers: { id: number; dueAt: number }[] = []
  #printedChars = 0
  #exitCode: number | undefined
  #asked = 0

  constructor(private readonly parts: Parts) {}

  async run(source: string, kind: Kind): Promise<Output> {
    const engine = await newEngine()
    engine.runtime.setInterruptHandler(
      () => this.#exitCode !== undefined || this.#isTooMuch() || ++this.#asked > ASKED_MAX,
    )
    this.#prepare(engine)
    this.#evaluate(engine, wrapped(source, kind, this.parts.host), kind)
    await this.#untilDone(engine)
    return { out: this.#out.join(''), err: this.#err.join(''), code: this.#exitCode ?? 0 }
  }

  #prepare({ context, runtime }: Engine): void {
    const { files, host } = this.parts
    const face = context.newObject()
    for (const [key, value] of Object.entries(host)) {
      context
        .unwrapResult(context.evalCode(`(${JSON.stringify(value)})`))
        .consume((handle) => context.setProp(face, key, handle))
    }
    const offer = (name: string, call: (...args: unknown[]) => unknown) =>
      context
        .newFunction(name, (...handles) => {
          const answer = call(...handles.map((handle) => context.dump(handle)))
          return typeof answer === 'string' ? context.newString(answer) : context.undefined
        })
        .consume((handle) => context.setProp(face, name, handle))
    offer('print', (stream, text) => this.#print(Number(stream), String(text)))
    offer('exit', (code) => {
      this.#exitCode ??= Number(code)
    })
    offer('timer', (id, ms) => this.#timers.push({ id: Number(id), dueAt: Date.now() + Number(ms) }))
    offer('uuid', () => crypto.randomUUID())
    offer('fs', (op, args) => files.call(String(op), String(args)))
    const prepare = context.unwrapResult(context.evalCode(guestSource(), 'node:internal'))
    context.unwrapResult(context.callFunction(prepare, context.undefined, face)).dispose()
    prepare.dispose()
    face.dispose()
    runtime.setModuleLoader((name) => this.#moduleSource(name))
  }

  #evaluate(engine: Engine, source: string, kind: Kind): void {
    const { context } = engine
    const result = context.evalCode(source, kind === 'module' ? 'script.mjs' : '[eval]', {
      type: kind === 'module' ? 'module' : 'global',
    })
    if (result.error) this.#fail(engine, result.error)
    else result.value.dispose()
  }

  /** Promises first, then the timer that is due next, as long as there is one. */
  async #untilDone(engine: Engine): Promise<void> {
    const { runtime, context } = engine
    for (;;) {
      const jobs = runtime.executePendingJobs()
      if (jobs.error) this.#fail(engine, jobs.error)
      if (this.#exitCode !== undefined) return
      const timer = this.#timers.sort((a, b) => a.dueAt - b.dueAt).shift()
      if (!timer) break
      await this.parts.ending.sleep(Math.max(0, timer.dueAt - Date.now()))
      if (this.parts.ending.isOver) return
      const rung = context.evalCode(`__ring(${timer.id})`)
      if (rung.error) this.#fail(engine, rung.error)
      else rung.value.dispose()
    }
    const code = context.evalCode('__ended(); __exitCode()')
    if (!code.error) this.#exitCode ??= Number(context.dump(code.value))
  }

  #print(stream: number, text: string): void {
    this.#printedChars += text.length
    if (!this.#isTooMuch()) (stream === 2 ? this.#err : this.#out).push(text)
  }

  #isTooMuch(): boolean {
    return this.#printedChars > PRINTED_MAX_CHARS
  }

  #fail({ context }: Engine, error: Parameters<Engine['context']['dump']>[0]): void {
    if (this.#exitCode !== undefined) {
      error.dispose()
      return
    }
    this.#exitCode = 1
    const told =
      this.#asked > ASKED_MAX
        ? undefined
        : context
            .getProp(context.global, '__describe')
            .consume((describe) => context.callFunction(describe, context.undefined, error))
    const text = told && !told.error ? String(context.dump(told.value)) : undefined
    this.#err.push(this.#reason(text))
    error.dispose()
  }

  #reason(text: string | undefined): string {
    if (this.#asked > ASKED_MAX)
      return 'node: stopped: a script may compute for a second or two here. Do less at a time.\n'
    if (this.#isTooMuch()) return 'node: stopped: it printed more than 10 MiB.\n'
    if (text === undefined || text.includes('out of memory'))
      return 'node: stopped: out of memory; a script has 32 MiB here.\n'
    return `${text}\n\nNode.js ${this.parts.host.version}\n`
  }

  #moduleSource(name: string): string {
    const plain = name.replace(/^node:/, '')
    if (!/^\.{0,2}\//.test(name))
      return `const m = __require(${JSON.stringify(plain)}); export default m; ${exportsOf(plain)}`
    const answer = JSON.parse(this.parts.files.call('read', JSON.stringify([name])))
    if (answer.error) throw new Error(answer.error.message)
    return new TextDecoder().decode(Uint8Array.from(String(answer.value), (letter) => letter.charCodeAt(0)))
  }
}

const NAMED: Record<string, string> = {
  fs: 'readFileSync writeFileSync appendFileSync existsSync mkdirSync readdirSync statSync unlinkSync rmSync renameSync copyFileSync promises readFile writeFile',
  'fs/promises': 'readFile writeFile appendFile mkdir readdir stat unlink rm rename copyFile access',
  path: 'join resolve basename dirname extname relative normalize parse format sep isAbsolute',
  util: 'inspect format promisify',
  os: 'EOL platform cpus tmpdir homedir',
  events: 'EventEmitter',
  url: 'fileURLToPath',
  readline: 'createInterface',
  crypto: 'randomUUID randomInt',
  'timers/promises': 'setTimeout',
  perf_hooks: 'performance',
  buffer: 'Buffer',
  assert: 'equal strictEqual deepEqual deepStrictEqual ok throws',
  process: 'argv env exit cwd stdin stdout stderr',
}

function exportsOf(name: string): string {
  return (NAMED[name] ?? '')
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => `export const ${each} = m.${each};`)
    .join(' ')
}

function wrapped(source: string, kind: Kind, { argv, folder }: Pick<Host, 'argv' | 'folder'>): string {
  if (kind === 'module') return source
  const names = `__filename = ${JSON.stringify(argv[1] ?? '[eval]')}, __dirname = ${JSON.stringify(folder)}`
  const prologue = `var require = __require, module = { exports: {} }, exports = module.exports, ${names};`
  if (kind === 'print') return `${prologue} __print((0, eval)(${JSON.stringify(source)}));`
  return `${prologue} (function () {\n${source}\n}).call(module.exports);`
}
