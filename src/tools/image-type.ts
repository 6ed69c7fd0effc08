/** Providers take images up to about this; base64 adds a third on the way. */
export const IMAGE_MAX_BYTES = 5_000_000

/** The media type that the bytes themselves tell: a model's provider refuses an image that is not what it is called. */
export function imageTypeOf(bytes: Uint8Array): string | undefined {
  const starts = (text: string, at = 0) =>
    [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0))
  if (starts('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (starts('\xff\xd8\xff')) return 'image/jpeg'
  if (starts('GIF87a') || starts('GIF89a')) return 'image/gif'
  if (starts('RIFF') && starts('WEBP', 8)) return 'image/webp'
  return undefined
}

const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.gif', '.webp']

export function isNamedAsImage(path: string): boolean {
  return EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension))
}
