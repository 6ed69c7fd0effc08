/** What a call asks of the session while it runs. Plain functions, which RPC carries as stubs. */
export interface Host {
  /** The bytes of a file of the workspace as it was when the call began. */
  read(path: string): Promise<Uint8Array>
  /** Each answers a sentence where it could not be done. */
  write(path: string, bytes: Uint8Array): Promise<string>
  copy(from: string, to: string): Promise<string>
  remove(path: string): Promise<string>
  output(text: string): void
  shell(command: string): Promise<{ output: string; exitCode: number; files: MountedFile[] }>
}

export interface MountedFile {
  path: string
  sizeBytes: number
  sha256: string
  modifiedAt: number
}

export interface KernelCall {
  code: string
  files: MountedFile[]
  timeoutMs: number
}

/** What `run` answers, as JSON beside it: the Python side makes `cell`, and nothing in there is to be trusted. */
export interface KernelAnswer {
  cell: string
  output: string
  cut: 'time' | 'stop' | 'print' | undefined
  /** It did not end when it was told to: the isolate is good for nothing more. */
  isStuck: boolean
  notes: string[]
  heapBytes: number
}
