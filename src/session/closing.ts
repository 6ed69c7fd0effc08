import type { Store } from './store'
import type { TurnRow } from './turn-queue'

/** Entries told of each kind: a path may have 1,024 bytes, and a row must stay far below 2 MB. */
const ENTRIES_MAX = 500

/** The surroundings of a turn as they were when it ended. */
export interface Closing {
  site: { url: string; id: string; title: string } | null
  /** Files that the agent wrote in the turn. */
  made: { path: string; type: string }[]
  uploads: { path: string; sizeBytes: number }[]
  files: number
}

/** Throws where the turn has not ended. */
export function closingOf(store: Store, turnId: string): Closing {
  return JSON.parse(store.turns.find(turnId)?.closing ?? '')
}

/** What a turn's end tells, kept in its transaction, because what was told at a cursor never changes (I4). */
export function closingNow({ deployments, workspace }: Store, { id, started_at: startedAt }: TurnRow): Closing {
  const site = deployments.ofTurn(id).at(-1)
  const files = workspace.list()
  const isMade = (file: (typeof files)[number]) =>
    startedAt !== null && file.origin === 'agent' && file.modifiedAt >= startedAt
  return {
    site: site ? { url: site.url, id: site.id, title: site.title } : null,
    made: files
      .filter(isMade)
      .slice(0, ENTRIES_MAX)
      .map(({ path, type }) => ({ path, type })),
    uploads: workspace
      .uploads()
      .slice(0, ENTRIES_MAX)
      .map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    files: files.length,
  }
}
