/** Part of a file; `offset + length` never passes its end. */
export interface ByteRange {
  offset: number
  length: number
}

/**
 * What a Range header asks for (RFC 9110, 14.1): one part, 'whole' where the header is absent, malformed, of another
 * unit or of several parts, 'unsatisfiable' where the part begins past the end.
 */
export function byteRange(header: string | null, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if ((first === '' && last === '') || sizeBytes === 0) return 'whole'
  if (first === '') return suffix(Number(last), sizeBytes)

  const offset = Number(first)
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (last !== '' && Number(last) < offset) return 'whole'
  return offset >= sizeBytes ? 'unsatisfiable' : { offset, length: end - offset + 1 }
}

function suffix(wanted: number, sizeBytes: number): ByteRange | 'unsatisfiable' {
  if (wanted === 0) return 'unsatisfiable'
  const length = Math.min(wanted, sizeBytes)
  return { offset: sizeBytes - length, length }
}
