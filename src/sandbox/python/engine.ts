import type { PythonCall, PythonOutcome, Shell, WorkspaceFiles } from '../../agent/tool'
import type { PythonState } from './snapshots'

/** What one call brings. */
export interface Surroundings {
  files: WorkspaceFiles
  /** A file as the conversation has kept it. Unlike `files.read` this is no reading by the agent. */
  bytesOf: (path: string) => Promise<Uint8Array>
  shell: Shell
  signal: AbortSignal
  /** Which memory the conversation's Python has; undefined: none yet. */
  state: PythonState | undefined
}

/** Where a conversation's Python runs. */
export interface PythonEngine {
  /** Answers the outcome, and the state that holds once the call's result is kept. Throws ToolError where there is no Python. */
  run(call: PythonCall, surroundings: Surroundings): Promise<{ outcome: PythonOutcome; state: PythonState }>
}
