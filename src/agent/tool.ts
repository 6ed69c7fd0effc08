import type * as z from 'zod'
import type { Attachment } from '../wire/attachments'
import type { Chart } from '../wire/chart'
import type { FileEntry } from '../wire/files'
import type { Preview, Todo } from '../wire/preview'
import type { Cell } from '../wire/table'
import type { Browser } from './browser'
import type { Connectors } from './connectors'

/**
 * What a call does beyond its result, and so what may happen after a crash: `none` and `workspace` run again (staged
 * changes are committed with the result in one transaction), `keyed` runs again under the same key, `outside` never does.
 */
export type Effect = 'none' | 'workspace' | 'keyed' | 'outside'

/** A failure that the model should read and can act on. Any other error is reported and the model hears only that the tool failed. */
export class ToolError extends Error {
  override name = 'ToolError'
}

/** What the model receives of a result: text, and images by their place in the workspace. */
export type ToolContent = string | { text: string; images: { path: string; mediaType: string }[] }

export interface Tool<Input = unknown, Result = unknown> {
  name: string
  description: string
  input: z.ZodType<Input>
  effect: Effect
  run(input: Input, toolbox: Toolbox): Promise<Result>
  /** For the model; a string as it is, anything else as JSON, unless the tool says otherwise. */
  content?(result: Result): ToolContent
  /** For people. Called with a part of the input while arguments stream, with the result at the end. */
  preview(input: Partial<Input>, result?: Result): Preview
}

/** Keeps the types of one tool together; the loop sees only `Tool`. */
export function defineTool<Input, Result>(tool: Tool<Input, Result>): Tool<Input, Result> {
  return tool
}

/** All that a tool can reach. */
export interface Toolbox {
  /** This call's id: the idempotency key of a `keyed` tool. */
  invocationId: string
  files: WorkspaceFiles
  show: Showcase
  todos: TodoList
  publish: Publisher
  egress: OutsideWorld
  shell: Shell
  python: Python
  pdf: PdfReader
  browser: Browser
  connectors: Connectors
  /** Aborts when the turn stops. */
  signal: AbortSignal
  /** Tells watchers how far the call is. */
  progress(preview: Preview): void
}

/** The only way to an address that a model, a file or a person supplied. */
export interface OutsideWorld {
  /**
   * Asks a public http or https address; redirects are followed, `response.url` tells where the answer came from. Throws
   * ToolError where the address is refused or nothing good came back; the body throws it where it is too large or slow.
   * The first request of a `workspace` tool, or of a `none` tool by another method than GET or HEAD, makes the call
   * `outside`. Let errors that you do not know pass.
   */
  fetch(url: string, request?: OutsideRequest): Promise<Response>
}

export interface OutsideRequest {
  /** GET unless told. */
  method?: string
  /** Credentials among them reach the first origin alone, and no redirect to another. */
  headers?: HeadersInit
  body?: string | Uint8Array | ArrayBuffer | URLSearchParams | FormData | Blob | null
  /** `manual`: a redirect is the answer, and whoever asks follows it by another request; `follow` unless told. */
  redirect?: 'follow' | 'manual'
  /** Nobody is asked whether it may leave: where that would be needed, it is refused. */
  isOptional?: boolean
  signal?: AbortSignal
  /** 20,000,000 unless told; counted after decompression. */
  maxBytes?: number
  /** Over redirects and body together; 30,000 unless told. */
  timeoutMs?: number
}

/** The workspace as one call sees it: its own changes at once, everyone else's when they are committed. */
export interface WorkspaceFiles {
  /** The path from the root, without `/mnt/okcomputer/`. Throws ToolError where it would leave the workspace. */
  resolve(path: string): string
  find(path: string): FileEntry | undefined
  /** Every file at or below a folder, by path. '' is the root. */
  list(folder: string): FileEntry[]
  /** Throws ToolError where there is no such file. Counts as a read once the call succeeds. */
  read(path: string): Promise<WorkspaceFile>
  /** Whether the agent read or wrote the file in this conversation and nobody else has changed it since. */
  wasRead(path: string): boolean
  /** Creates or replaces. Counts as a read. */
  write(path: string, content: string | Uint8Array): Promise<FileEntry>
  /** Gives a path the bytes of a file that `find` or `list` told of, without reading them. Creates or replaces. */
  copy(source: FileEntry, to: string): FileEntry
  /** Throws ToolError where there is no such file. */
  remove(path: string): void
}

/** What a call shows as bytes: kept beside it with its result as they are now, whatever becomes of the files. */
export interface Showcase {
  /** Throws ToolError where it is too much. */
  keep(shown: ShownBytes): Promise<Attachment>
  /** Of a file that `files` told of, without reading it; under its own type unless told. */
  keepFile(file: FileEntry, as?: { type?: string }): Attachment
}

export interface ShownBytes {
  /** As a file of it would be called. */
  name: string
  /** The media type. */
  type: string
  content: string | Uint8Array
}

export interface Shell {
  /**
   * Runs a command line of bash in a fresh shell; what it writes below /mnt/okcomputer/ is changed in the workspace.
   * Let errors that you do not know pass.
   */
  run(call: ShellCall): Promise<ShellOutcome>
}

export interface ShellCall {
  command: string
  timeoutMs: number
  /** Everything printed so far, told now and then while the command runs. */
  onOutput: (text: string) => void
}

export interface ShellOutcome {
  /** Both streams, in the order in which they came. */
  output: string
  exitCode: number
  /** Sentences for the model: why it was cut, what could not be kept. */
  notes: string[]
}

export interface Python {
  /**
   * Runs a cell in the conversation's interpreter, whose variables live on; what it writes below /mnt/okcomputer/ is
   * changed in the workspace. Throws ToolError where there is no Python. Let errors that you do not know pass.
   */
  run(call: PythonCall): Promise<PythonOutcome>
}

export interface PythonCall {
  code: string
  /** Begins with no variables. */
  restart: boolean
  /** Everything printed so far, told now and then while the code runs. */
  onOutput: (text: string) => void
}

export interface PythonOutcome {
  /** What was printed, both streams in their order. */
  output: string
  /** What was displayed, in order; the value of the last expression comes last. */
  shown: Shown[]
  /** The traceback of an error that the code did not catch. */
  error: string | null
  /** Sentences for the model: why it was cut, what could not be kept. */
  notes: string[]
}

/** One displayed thing: as text always, and in the richer forms that it has. */
export interface Shown {
  text: string
  /** What it is called, or the expression that it is the value of; '' where it has no name. */
  title: string
  isResult: boolean
  /** Where in `output` it came: so many characters were printed before it. */
  at: number
  svg?: string | undefined
  /** In base64. */
  png?: string | undefined
  markdown?: string | undefined
  /** `rows` are the first of `total`; `csv` holds more of them, where these are not all. */
  table?: { columns: string[]; rows: Cell[][]; total: number; csv?: string | undefined } | undefined
  chart?: Chart | undefined
}

export interface PdfReader {
  /** The text of a PDF's pages. Throws ToolError where it is locked or damaged, takes too long, or none can be read here. */
  read(bytes: Uint8Array): Promise<PdfText>
}

export interface PdfText {
  /** Those that were read, in their order; the text of a scan is empty. */
  pages: { number: number; text: string }[]
  /** Sentences for the model: which pages are missing, and why. */
  notes: string[]
}

export interface WorkspaceFile {
  entry: FileEntry
  /** Where the bytes pass through memory whole: check `entry.sizeBytes` first. */
  bytes(): Promise<Uint8Array>
  text(): Promise<string>
  stream(): Promise<ReadableStream<Uint8Array>>
}

export interface TodoList {
  read(): Todo[]
  /** Replaces the list. */
  write(todos: Todo[]): void
}

export interface Publisher {
  /** Copies a folder of the workspace online. Throws ToolError where it has no index.html or is too large. */
  site(folder: string): Promise<PublishedSite>
}

export interface PublishedSite {
  deploymentId: string
  slug: string
  url: string
  title: string
  folder: string
  files: number
  sizeBytes: number
  /** Other hosts that its files name; visitors' browsers load nothing from them unless they are among `openHosts`. */
  outsideHosts: string[]
  openHosts: string[]
}
