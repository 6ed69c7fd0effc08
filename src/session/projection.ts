import type { Env } from '../env'
import { removeSite } from '../publish/remove'
import { slugFor } from '../publish/slug'
import { deleteConversationRows, putConversation } from '../records/conversations'
import { deleteDeploymentRow, putDeployment } from '../records/deployments'
import { putMessages } from '../records/messages'
import { deploymentIdOf } from './deployments'
import type { OutboxKind } from './outbox'
import type { Store } from './store'
import type { MessageRow } from './transcript'

/** Marker of a conversation in R2: the list of them is what D1 can be rebuilt from. */
export function markerKey(conversationId: string): string {
  return `index/${conversationId}`
}

/** Everything of a conversation that D1 should know, to be carried anew. */
export function addEverything({ outbox, conversation, turns, deployments }: Store): void {
  const { id } = conversation.get()
  outbox.add('marker', id)
  outbox.add('conversation', id)
  for (const turn of turns.ended()) outbox.add('turn', turn)
  for (const deployment of deployments.list()) outbox.add('deployment', deployment.id)
}

/** Lets D1 learn everything anew, its old rows gone first; false where the conversation was deleted. */
export async function projectAnew(db: D1Database, store: Store, isDeleted: () => boolean): Promise<boolean> {
  if (isDeleted()) return false
  await store.outbox.idle()
  // The old rows go before the new ones wait: an alarm may write those at any moment.
  await deleteConversationRows(db, store.conversation.get().id)
  if (isDeleted()) return false
  store.commit(() => {
    addEverything(store)
    store.outbox.add('holding', store.conversation.get().id)
  })
  return true
}

/** Writes a thing's present state where others look for it. */
export async function project(
  { DB: db, BLOBS }: Pick<Env, 'DB' | 'BLOBS'>,
  store: Store,
  kind: OutboxKind,
  ref: string,
): Promise<void> {
  if (kind === 'marker') return void (await BLOBS.put(markerKey(ref), ''))
  if (kind === 'site') return removeUnkeptSite(BLOBS, store, ref)
  const { account, id: conversationId } = store.conversation.get()
  if (kind === 'conversation') return putConversation(db, account, store.conversation.read())
  if (kind === 'deployment') {
    const deployment = store.deployments.find(ref)
    return deployment ? putDeployment(db, account, deployment) : deleteDeploymentRow(db, ref)
  }
  const turn = store.turns.find(ref)
  if (!turn) return
  await putConversation(db, account, store.conversation.read())
  const rows = [turn.message_id, turn.answer_id]
    .map((id) => store.transcript.find(id))
    .filter((row) => row !== undefined)
  await putMessages(db, { account, conversationId, messages: rows.map((row) => searchable(store, row)) })
}

async function removeUnkeptSite(bucket: R2Bucket, { conversation, deployments }: Store, call: string): Promise<void> {
  if (deployments.find(deploymentIdOf(call))) return
  await removeSite(bucket, await slugFor(conversation.get().secret, call))
}

function searchable({ transcript }: Store, { id, role, turn_id: turnId, created_at: createdAt }: MessageRow) {
  return { id, role, turnId, createdAt, text: transcript.textOf(id) }
}
