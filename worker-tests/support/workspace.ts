import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { attachmentsMigration, leaseSizes, workspaceMigrations } from '../../src/workspace/schema'
import { sha256Of } from '../../src/workspace/sha256'
import type { StagedAttachments } from '../../src/workspace/staged-attachments'
import type { StagedFiles } from '../../src/workspace/staged-files'
import { Workspace } from '../../src/workspace/workspace'
import { sessionOf } from './objects'

export interface WorkspaceTest {
  workspace: Workspace
  sql: SqlStorage
  bucket: R2Bucket
  /** The time that the workspace sees; tests move it. */
  clock: { now: number }
  /** Runs a call's changes as the session does: bytes first, then rows in one transaction. */
  change(
    act: (files: StagedFiles, show: StagedAttachments) => Promise<unknown>,
  ): Promise<ReturnType<StagedFiles['commit']>>
  /** A whole upload, as the route does it. */
  upload(path: string, content: string | Uint8Array): Promise<ReturnType<Workspace['commitUpload']>>
  /** Keys of every object of this conversation in R2. */
  keys(): Promise<string[]>
}

let conversations = 0

/** A workspace with real SQLite, inside a Durable Object, and real R2. */
export function inWorkspace<R>(act: (test: WorkspaceTest) => Promise<R>): Promise<R> {
  const conversationId = `workspace-test-${++conversations}`
  const stub = sessionOf(conversationId)
  return runInDurableObject(stub, (_session, state) => {
    for (const statement of [...workspaceMigrations, leaseSizes, attachmentsMigration])
      state.storage.sql.exec(statement)
    return act(testIn(state.storage, conversationId))
  })
}

function testIn(storage: DurableObjectStorage, conversationId: string): WorkspaceTest {
  const clock = { now: 1_800_000_000_000 }
  let calls = 0
  const { sql } = storage
  const bucket = env.BLOBS
  const workspace = new Workspace({ sql, bucket, conversationId, now: () => clock.now })

  return {
    workspace,
    sql,
    bucket,
    clock,
    async change(act) {
      const { files, show } = workspace.stageCall({ turnId: 'turn_test', invocationId: `inv_test${++calls}` })
      await act(files, show)
      await files.prepare()
      await show.prepare()
      return storage.transactionSync(() => {
        const changes = files.commit()
        show.commit()
        return changes
      })
    },
    async upload(path, content) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
      const { lease, key } = workspace.reserveUpload({ path, sizeBytes: bytes.length })
      const inline = bytes.length <= 32 * 1024
      if (!inline) await bucket.put(key, bytes)
      const upload = { lease, sizeBytes: bytes.length, sha256: await sha256Of(bytes) }
      return storage.transactionSync(() => workspace.commitUpload(inline ? { ...upload, bytes } : upload))
    },
    async keys() {
      const { objects } = await bucket.list({ prefix: `c/${conversationId}/` })
      return objects.map((object) => object.key)
    },
  }
}

/** Bytes of a size that lies in R2, different for every seed. */
export function largeBytes(seed: number, sizeBytes = 40_000): Uint8Array {
  return new Uint8Array(sizeBytes).map((_, index) => (index * 31 + seed) % 251)
}
