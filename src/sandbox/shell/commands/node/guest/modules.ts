import type { Kit } from './kit'

/** What can be required: the modules of Node that are here, and a script's own files. */
export function modules(kit: Kit): void {
  const {
    host,
    fs,
    promises,
    path,
    normalize,
    dirname,
    inspect,
    format,
    EventEmitter,
    process,
    setTimeout,
    Buffer,
    bytesOf,
    textOf,
    fsCall,
  } = kit

  const scope = globalThis as unknown as Record<string, unknown>
  const modules: Record<string, unknown> = {}
  const assert = Object.assign(
    (is: unknown, message?: string) => {
      if (!is) throw new Error(message ?? 'The expression evaluated to a falsy value')
    },
    {
      equal: (a: unknown, b: unknown, message?: string) =>
        assert(Object.is(a, b) || String(a) === String(b), message ?? `${inspect(a)} == ${inspect(b)}`),
      strictEqual: (a: unknown, b: unknown, message?: string) =>
        assert(
          Object.is(a, b),
          message ?? `Expected values to be strictly equal:\n\n${inspect(a)} !== ${inspect(b)}\n`,
        ),
      deepEqual: (a: unknown, b: unknown, message?: string) =>
        assert(inspect(a, 20) === inspect(b, 20), message ?? 'Expected values to be deeply equal'),
      deepStrictEqual: (a: unknown, b: unknown, message?: string) =>
        assert(inspect(a, 20) === inspect(b, 20), message ?? 'Expected values to be strictly deep-equal'),
      ok: (is: unknown, message?: string) => assert(is, message),
      throws(call: () => void) {
        try {
          call()
        } catch {
          return
        }
        throw new Error('Missing expected exception.')
      },
    },
  )
  const util = {
    inspect: (value: unknown, options?: { depth?: number | null }) =>
      inspect(value, options?.depth === null ? 1000 : (options?.depth ?? 2)),
    format,
    promisify:
      (call: (...args: unknown[]) => void) =>
      (...args: unknown[]) =>
        new Promise((done, fail) =>
          call(...args, (error: unknown, value: unknown) => (error ? fail(error) : done(value))),
        ),
    isDeepStrictEqual: (a: unknown, b: unknown) => inspect(a, 20) === inspect(b, 20),
  }
  const os = {
    EOL: '\n',
    platform: () => 'linux',
    cpus: () => [{}],
    totalmem: () => 134217728,
    freemem: () => 67108864,
    homedir: () => '/mnt/okcomputer',
    tmpdir: () => '/tmp',
    hostname: () => 'localhost',
    type: () => 'Linux',
    arch: () => 'x64',
  }
  const readline = {
    createInterface: () => {
      const lines = textOf(bytesOf(host.stdin)).replace(/\n$/, '').split('\n')
      const face = Object.assign(new EventEmitter(), {
        close() {},
        async *[Symbol.asyncIterator]() {
          for (const line of lines) yield line
        },
      })
      setTimeout(() => {
        for (const line of lines) face.emit('line', line)
        face.emit('close')
      }, 0)
      return face
    },
  }
  Object.assign(modules, {
    fs,
    'fs/promises': promises,
    path,
    util,
    os,
    assert,
    readline,
    process,
    events: Object.assign(EventEmitter, { EventEmitter }),
    buffer: { Buffer },
    crypto: {
      randomUUID: () => host.uuid(),
      randomInt: (low: number, high?: number) => (high === undefined ? drawBelow(low) : low + drawBelow(high - low)),
    },
    timers: { setTimeout },
    'timers/promises': {
      setTimeout: (ms: number, value?: unknown) => new Promise((done) => setTimeout(() => done(value), ms)),
    },
    url: { fileURLToPath: (url: unknown) => String(url).replace(/^file:\/\//, '') },
    perf_hooks: { performance: scope.performance },
  })

  /** From the host, since the interpreter's own Math.random can be foretold; what lies beyond a whole range is drawn again. */
  function drawBelow(range: number): number {
    // The first twelve digits of a random UUID are all random: 48 bits.
    const all = 2 ** 48
    if (!Number.isSafeInteger(range) || range <= 0 || range > all) {
      throw new RangeError('The value of "max" is out of range: it must lie above "min", by at most 2 ** 48.')
    }
    for (;;) {
      const drawn = Number.parseInt(host.uuid().replaceAll('-', '').slice(0, 12), 16)
      if (drawn < all - (all % range)) return drawn % range
    }
  }

  const loaded: Record<string, { exports: unknown }> = {}
  function requireFrom(folder: string) {
    return (name: string): unknown => {
      const plain = name.replace(/^node:/, '')
      if (Object.hasOwn(modules, plain)) return modules[plain]
      if (!/^\.{0,2}\//.test(name)) {
        const error = new Error(
          `Cannot find module '${name}': this node has fs, path, util, os, events, assert, readline, crypto (random only) and files of your own.`,
        )
        throw Object.assign(error, { code: 'MODULE_NOT_FOUND' })
      }
      const base = name.startsWith('/') ? name : normalize(`${folder}/${name}`)
      const found = [base, `${base}.js`, `${base}.cjs`, `${base}.json`, `${base}/index.js`].find(
        (each) => fsCall('exists', each) && (fsCall('stat', each) as { kind: string }).kind === 'file',
      )
      if (!found) throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' })
      const known = loaded[found]
      if (known) return known.exports
      const source = textOf(bytesOf(fsCall('read', found) as string)).replace(/^#!.*/, '')
      const module = { exports: {} as unknown }
      loaded[found] = module
      if (found.endsWith('.json')) module.exports = JSON.parse(source)
      else
        new Function('require', 'module', 'exports', '__filename', '__dirname', source)(
          requireFrom(dirname(found)),
          module,
          module.exports,
          found,
          dirname(found),
        )
      return module.exports
    }
  }
  scope.__require = requireFrom(host.folder)
  scope.__builtins = Object.keys(modules)
}
