/** What a conversation was given so far. */
export interface Given {
  /** Whether the person ever uploaded a file, also one that is gone: the model may have read it. */
  hasUpload: boolean
  /** Characters of the person's longest message. */
  longestMessage: number
}

/** A longer message is most likely something pasted: a letter, a contract, a table. */
const WISH_CHARS = 1000

/** Whether there is something here that must not be carried out. */
export function isPrivate({ hasUpload, longestMessage }: Given): boolean {
  return hasUpload || longestMessage > WISH_CHARS
}
