import type { PythonState } from '../sandbox/python/snapshots'

/** One row, however often Python is called: which memory belongs to what the conversation has kept. */
export const pythonMigration = `
  CREATE TABLE python (only INTEGER PRIMARY KEY CHECK (only = 1), state_id TEXT NOT NULL, slot INTEGER);
`

type PythonRow = { state_id: string; slot: 0 | 1 | null }

/** The state of the conversation's Python, as one call sees it: a new one is kept with the call's result. */
export class StagedPython {
  #staged: PythonState | undefined

  constructor(private readonly sql: SqlStorage) {}

  find(): PythonState | undefined {
    const [row] = this.sql.exec<PythonRow>('SELECT state_id, slot FROM python').toArray()
    return this.#staged ?? (row && { id: row.state_id, slot: row.slot })
  }

  stage(state: PythonState): void {
    this.#staged = state
  }

  commit(): void {
    if (!this.#staged) return
    const { id, slot } = this.#staged
    this.sql.exec('INSERT OR REPLACE INTO python (only, state_id, slot) VALUES (1, ?, ?)', id, slot)
  }
}
