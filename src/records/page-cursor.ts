import { AppError } from '../errors'
import { ID_PATTERN } from '../wire/ids'

/** Where a page ended: the numbers a listing sorts by, then the id that settles ties. */
export interface PageKey {
  numbers: number[]
  id: string
}

export function writePageCursor({ numbers, id }: PageKey): string {
  return btoa([...numbers, id].join('.'))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** Throws invalid_cursor for anything that `writePageCursor` did not make for a listing with this many numbers. */
export function readPageCursor(cursor: string, count: number): PageKey {
  const parts = decoded(cursor).split('.')
  const id = parts.pop() ?? ''
  const numbers = parts.map((part) => (/^\d{1,16}$/.test(part) ? Number(part) : Number.NaN))
  const isWhole = numbers.length === count && numbers.every(Number.isSafeInteger) && ID_PATTERN.test(id)
  if (!isWhole || writePageCursor({ numbers, id }) !== cursor) throw invalidCursor()
  return { numbers, id }
}

function decoded(cursor: string): string {
  try {
    return atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch (error) {
    throw invalidCursor(error)
  }
}

function invalidCursor(cause?: unknown): AppError {
  return new AppError(
    'invalid_cursor',
    'This cursor is not one of this list. Leave it out to start at the first page.',
    {
      cause,
    },
  )
}
