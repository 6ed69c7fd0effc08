/**
 * The guest is what a script finds when it begins: functions that go into the interpreter as text, one after the other.
 * They name nothing from outside of themselves but the kit, which each adds its own to.
 */
export interface Kit {
  host: Host
  inspect(value: unknown, depth?: number): string
  format(...args: unknown[]): string
  Buffer: { from(source: unknown, encoding?: unknown): { toString(encoding?: string): string } }
  /** Text whose characters are bytes, and back. */
  bytesOf(text: string): Uint8Array
  latin1Of(bytes: Uint8Array): string
  utf8(text: string): Uint8Array
  textOf(bytes: Uint8Array): string
  btoa(text: string): string
  atob(text: string): string
  fs: Record<string, unknown>
  promises: Record<string, unknown>
  fsCall(op: string, ...args: unknown[]): unknown
  path: Record<string, unknown>
  normalize(path: string): string
  dirname(path: string): string
  EventEmitter: new () => Emitter
  process: Record<string, unknown>
  setTimeout(call: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): number
}

export interface Emitter {
  on(name: string, listener: (...args: unknown[]) => void): Emitter
  emit(name: string, ...args: unknown[]): boolean
}

export interface Host {
  argv: string[]
  env: Record<string, string>
  cwd: string
  /** Where the script lies, for what it requires by a relative path. */
  folder: string
  version: string
  startedAt: number
  /** Bytes as the characters of their numbers. */
  stdin: string
  print(stream: number, text: string): void
  exit(code: number): void
  timer(id: number, ms: number): void
  uuid(): string
  /** JSON in and out: {value} or {error: {code, message}}. */
  fs(op: string, args: string): string
}
