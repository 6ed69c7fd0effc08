import type { Kit } from './kit'

/** The process, its streams, timers and globals. */
export function processes(kit: Kit): void {
  const { host, Buffer, bytesOf, textOf, utf8, btoa, atob, inspect } = kit

  const scope = globalThis as unknown as Record<string, unknown>
  class EventEmitter {
    #listeners: Record<string, ((...args: unknown[]) => void)[]> = {}
    on(name: string, listener: (...args: unknown[]) => void): this {
      this.#listeners[name] = [...(this.#listeners[name] ?? []), listener]
      return this
    }
    addListener(name: string, listener: (...args: unknown[]) => void): this {
      return this.on(name, listener)
    }
    once(name: string, listener: (...args: unknown[]) => void): this {
      const wrapped = (...args: unknown[]) => {
        this.off(name, wrapped)
        listener(...args)
      }
      return this.on(name, wrapped)
    }
    off(name: string, listener: (...args: unknown[]) => void): this {
      this.#listeners[name] = (this.#listeners[name] ?? []).filter((each) => each !== listener)
      return this
    }
    emit(name: string, ...args: unknown[]): boolean {
      for (const listener of this.#listeners[name] ?? []) listener.apply(this, args)
      return (this.#listeners[name] ?? []).length > 0
    }
  }

  const stdin = Object.assign(new EventEmitter(), {
    isTTY: false,
    fd: 0,
    setEncoding() {},
    resume() {},
    async *[Symbol.asyncIterator]() {
      const text = textOf(bytesOf(host.stdin))
      if (text !== '') yield text
    },
  })
  const listen = stdin.on.bind(stdin)
  let isFlowing = false
  stdin.on = (name: string, listener: (...args: unknown[]) => void) => {
    listen(name, listener)
    if (!isFlowing) {
      isFlowing = true
      setTimeout(() => {
        const text = textOf(bytesOf(host.stdin))
        if (text !== '') stdin.emit('data', text)
        stdin.emit('end')
        stdin.emit('close')
      }, 0)
    }
    return stdin
  }
  const stream = (number: number) => ({
    isTTY: false,
    fd: number,
    columns: 80,
    write(data: unknown) {
      host.print(number, typeof data === 'string' ? data : textOf(data as Uint8Array))
      return true
    },
    end() {},
    on() {},
  })
  const process = Object.assign(new EventEmitter(), {
    argv: host.argv,
    env: host.env,
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    version: host.version,
    versions: { node: host.version.slice(1) },
    title: 'node',
    exitCode: undefined,
    execPath: '/usr/bin/node',
    execArgv: [],
    stdin,
    stdout: stream(1),
    stderr: stream(2),
    cwd: () => host.cwd,
    exit(code?: number) {
      host.exit(Number(code ?? process.exitCode ?? 0))
      throw new Error('The process has ended.')
    },
    uptime: () => 0,
    memoryUsage: () => ({ rss: 0, heapUsed: 0, heapTotal: 0, external: 0 }),
    hrtime: Object.assign(() => [Math.floor(Date.now() / 1000), (Date.now() % 1000) * 1e6], {
      bigint: () => BigInt(Date.now()) * 1000000n,
    }),
    nextTick: (call: (...args: unknown[]) => void, ...args: unknown[]) =>
      void Promise.resolve().then(() => call(...args)),
  })

  let nextTimer = 1
  const timers: Record<number, { call: () => void; everyMs: number | undefined }> = {}
  const startTimer = (call: (...args: unknown[]) => void, ms: number, everyMs: number | undefined, args: unknown[]) => {
    const id = nextTimer++
    timers[id] = { call: () => call(...args), everyMs }
    host.timer(id, Math.max(0, Number(ms) || 0))
    return id
  }
  const clear = (id: number) => void delete timers[id]
  const setTimeout = (call: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    startTimer(call, ms, undefined, args)
  Object.assign(scope, {
    setTimeout,
    setInterval: (call: () => void, ms = 0, ...args: unknown[]) => startTimer(call, ms, ms, args),
    setImmediate: (call: () => void, ...args: unknown[]) => startTimer(call, 0, undefined, args),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
    queueMicrotask: (call: () => void) => void Promise.resolve().then(call),
    structuredClone: (value: unknown) => JSON.parse(JSON.stringify(value)),
    performance: { now: () => Date.now() - host.startedAt },
    global: scope,
    process,
    Buffer,
    btoa,
    atob,
    TextEncoder: class {
      encode = utf8
    },
    TextDecoder: class {
      decode = (bytes: Uint8Array) => textOf(bytes)
    },
    fetch: () => Promise.reject(new Error('fetch is not in this node; use curl in the shell.')),
    __ring(id: number) {
      const timer = timers[id]
      if (!timer) return
      if (timer.everyMs === undefined) delete timers[id]
      else host.timer(id, timer.everyMs)
      timer.call()
    },
    __print: (value: unknown) => host.print(1, `${typeof value === 'string' ? value : inspect(value)}\n`),
    __describe: (error: unknown) => (error instanceof Error ? `${inspect(error)}` : `Uncaught ${inspect(error)}`),
    __exitCode: () => process.exitCode ?? 0,
    __ended: () => void process.emit('exit', process.exitCode ?? 0),
  })

  Object.defineProperty(EventEmitter, 'name', { value: 'EventEmitter' })
  Object.assign(kit, { EventEmitter, process, setTimeout })
}
