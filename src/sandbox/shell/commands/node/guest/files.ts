import type { Kit } from './kit'

/** The modules fs and fs/promises. */
export function files(kit: Kit): void {
  const { host, Buffer, bytesOf, latin1Of, utf8 } = kit

  function fsCall(op: string, ...args: unknown[]): unknown {
    const answer = JSON.parse(host.fs(op, JSON.stringify(args)))
    if (!answer.error) return answer.value
    const error = new Error(answer.error.message)
    Object.assign(error, { code: answer.error.code, syscall: op, path: args[0], errno: -2 })
    throw error
  }

  const encodingOf = (options: unknown) =>
    typeof options === 'string' ? options : (options as { encoding?: string } | undefined)?.encoding
  const contentOf = (data: unknown) =>
    typeof data === 'string'
      ? latin1Of(utf8(data))
      : ArrayBuffer.isView(data)
        ? latin1Of(data as Uint8Array)
        : latin1Of(utf8(String(data)))
  const pathOf = (path: unknown) =>
    path === 0 ? '/dev/stdin' : String(path instanceof Object && 'pathname' in path ? path.pathname : path)

  interface Stat {
    kind: string
    size: number
    mode: number
    mtimeMs: number
  }
  const statOf = ({ kind, size, mode, mtimeMs }: Stat) => ({
    size,
    mode,
    mtimeMs,
    mtime: new Date(mtimeMs),
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: () => kind === 'link',
  })
  const fs: Record<string, unknown> = {
    readFileSync(path: unknown, options?: unknown) {
      const bytes = bytesOf(fsCall('read', pathOf(path)) as string)
      const encoding = encodingOf(options)
      return encoding ? Buffer.from(bytes).toString(encoding) : Buffer.from(bytes)
    },
    writeFileSync: (path: unknown, data: unknown, options?: { flag?: string }) =>
      void fsCall(options?.flag === 'a' ? 'append' : 'write', pathOf(path), contentOf(data)),
    appendFileSync: (path: unknown, data: unknown) => void fsCall('append', pathOf(path), contentOf(data)),
    existsSync: (path: unknown) => fsCall('exists', pathOf(path)),
    mkdirSync: (path: unknown, options?: { recursive?: boolean }) =>
      void fsCall('mkdir', pathOf(path), options?.recursive === true),
    readdirSync(path: unknown, options?: { withFileTypes?: boolean }) {
      const entries = fsCall('readdir', pathOf(path)) as ({ name: string } & Stat)[]
      return options?.withFileTypes
        ? entries.map((entry) => ({ name: entry.name, ...statOf(entry) }))
        : entries.map(({ name }) => name)
    },
    statSync: (path: unknown) => statOf(fsCall('stat', pathOf(path)) as Stat),
    lstatSync: (path: unknown) => statOf(fsCall('stat', pathOf(path)) as Stat),
    unlinkSync: (path: unknown) => void fsCall('remove', pathOf(path), false),
    rmSync(path: unknown, options?: { recursive?: boolean; force?: boolean }) {
      if (options?.force && !fsCall('exists', pathOf(path))) return
      fsCall('remove', pathOf(path), options?.recursive === true)
    },
    rmdirSync: (path: unknown) => void fsCall('remove', pathOf(path), false),
    renameSync: (from: unknown, to: unknown) => void fsCall('rename', pathOf(from), pathOf(to)),
    copyFileSync: (from: unknown, to: unknown) => void fsCall('copy', pathOf(from), pathOf(to)),
    accessSync: (path: unknown) => void fsCall('stat', pathOf(path)),
    constants: { F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 },
  }
  const promises: Record<string, unknown> = {}
  for (const name of Object.keys(fs).filter((each) => each.endsWith('Sync'))) {
    const sync = fs[name] as (...args: unknown[]) => unknown
    const plain = name.slice(0, -4)
    promises[plain] = async (...args: unknown[]) => sync(...args)
    fs[plain] = (...args: unknown[]) => {
      const done = args.pop() as (error: unknown, value?: unknown) => void
      try {
        const value = sync(...args)
        setTimeout(() => done(null, value), 0)
      } catch (error) {
        setTimeout(() => done(error), 0)
      }
    }
  }
  fs.promises = promises

  Object.assign(kit, { fs, promises, fsCall })
}
