/** Deletes every object of a conversation's files. A repeat goes on where an earlier one ended. */
export async function removeBlobs(bucket: R2Bucket, conversationId: string): Promise<void> {
  while (true) {
    const { objects } = await bucket.list({ prefix: `c/${conversationId}/` })
    if (objects.length === 0) return
    await bucket.delete(objects.map(({ key }) => key))
  }
}
