import { AppError } from '../errors'
import type { Cursor } from '../wire/ids'

const WIDTH = 12
const PATTERN = new RegExp(`^[0-9a-z]{${WIDTH}}$`)

/** A place just after event `seq`. Base 36 with leading zeros sorts as text. */
export function cursorAt(seq: number): Cursor {
  return seq.toString(36).padStart(WIDTH, '0')
}

/** Throws invalid_cursor where the text was not made here. */
export function seqOf(cursor: Cursor): number {
  const seq = PATTERN.test(cursor) ? Number.parseInt(cursor, 36) : Number.NaN
  if (Number.isSafeInteger(seq)) return seq
  throw new AppError(
    'invalid_cursor',
    'This cursor is not one of this conversation. Read the messages again and use theirs.',
  )
}
