import { Gunzip, gzipSync as gzip } from 'fflate'

/** What the shell's interpreter asks of Node's `zlib`, which a Worker lacks: see `alias` in wrangler.toml. */
export const constants = { Z_DEFAULT_COMPRESSION: -1, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9 }

export function gzipSync(bytes: Uint8Array, { level = -1 }: { level?: number } = {}): Uint8Array {
  return gzip(bytes, { level: LEVELS.find((known) => known === level) ?? 6, mtime: 0 })
}

/** Throws a RangeError where more comes out than was asked for. */
export function gunzipSync(
  bytes: Uint8Array,
  { maxOutputLength = Number.POSITIVE_INFINITY }: { maxOutputLength?: number } = {},
): Uint8Array {
  const pieces: Uint8Array[] = []
  let sizeBytes = 0
  let isWhole = false
  const stream = new Gunzip((piece, final) => {
    sizeBytes += piece.length
    if (sizeBytes > maxOutputLength) throw new RangeError('Cannot create a Buffer larger than the limit')
    pieces.push(piece)
    isWhole ||= final
  })
  for (let at = 0; at < bytes.length; at += STEP) stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length)
  if (!isWhole) throw new Error('unexpected end of file')
  const whole = new Uint8Array(sizeBytes)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

const LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** Small steps, so that a bomb is noticed before it has grown. */
const STEP = 16 * 1024
