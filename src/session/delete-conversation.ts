import type { DeletionReceipt } from '../wire/conversations'
import type { Parts } from './assemble'

/** `finished` is false where removal goes on by alarm. */
export interface Deleted {
  receipt: DeletionReceipt
  finished: boolean
}

/** Ends everything that runs or watches, leaves the tombstone, and removes what it can while the answer waits. */
export async function deleteConversation(parts: Parts, account: string): Promise<Deleted> {
  const { store, conductor, watchers, alarms, deletion } = parts
  conductor.halt()
  const { files, blobs } = store.workspace.counts()
  const deleted = { messages: store.transcript.count(), files, blobs, deployments: store.deployments.list().length }
  const receipt = { conversationId: store.conversation.get().id, deleted }
  store.commit(() => deletion.begin(account, receipt))
  watchers.dismiss()
  await alarms.arm()
  const finished = await deletion.finishSoon()
  await alarms.arm()
  return { receipt, finished }
}
