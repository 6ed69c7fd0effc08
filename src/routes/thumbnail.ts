import type { Env } from '../env'
import { reportUnexpected } from '../telemetry'
import type { Located } from './file-response'

/** What the binding reads; an SVG is small at any width. */
const RASTER = /^image\/(?:png|jpeg|gif|webp|avif)$/

const TYPE = 'image/webp'

/**
 * A picture, at most so many pixels wide. Each is made once and lies in R2 with the conversation. Undefined where
 * pictures cannot be made smaller here, or not this one: then the original has to do.
 */
export async function thumbnailOf(
  { IMAGES, BLOBS }: Env,
  conversation: string,
  located: Located,
  width: number,
): Promise<Located | undefined> {
  const { entry } = located
  if (!IMAGES || !RASTER.test(entry.type)) return undefined
  const key = `c/${conversation}/t/${entry.sha256}-${width}`
  try {
    const sizeBytes = (await BLOBS.head(key))?.size ?? (await make(IMAGES, BLOBS, { located, key, width }))
    return { entry: { ...entry, type: TYPE, sha256: `${entry.sha256}-${width}`, sizeBytes }, key }
  } catch (error) {
    reportUnexpected(error, { thumbnail: entry.type })
    return undefined
  }
}

/** Answers its size. Throws where the bytes are no picture, or the binding does not do. */
async function make(
  images: ImagesBinding,
  bucket: R2Bucket,
  { located, key, width }: { located: Located; key: string; width: number },
): Promise<number> {
  const original = 'bytes' in located ? new Blob([located.bytes]).stream() : (await bucket.get(located.key))?.body
  if (!original) throw new Error('The picture is gone.')
  const made = await images.input(original).transform({ width, fit: 'scale-down' }).output({ format: TYPE })
  const bytes = await made.response().arrayBuffer()
  await bucket.put(key, bytes)
  return bytes.byteLength
}
