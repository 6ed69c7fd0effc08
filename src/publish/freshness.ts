/** What a reader may compare its copy with. */
export interface Validators {
  /** Quoted, as in the header. */
  etag: string
  modifiedAt: number
}

/** Whether the reader's copy is still good (RFC 9110, 13.2.2): If-None-Match decides where it is given. */
export function isUnchanged(headers: Headers, { etag, modifiedAt }: Validators): boolean {
  const known = headers.get('if-none-match')
  if (known !== null) return known.trim() === '*' || known.split(',').some((one) => strong(one) === etag)
  const since = Date.parse(headers.get('if-modified-since') ?? '')
  return since >= wholeSeconds(modifiedAt)
}

/** Whether a part may continue what the reader has: only where If-Range is absent or names exactly this version. */
export function mayResume(headers: Headers, { etag, modifiedAt }: Validators): boolean {
  const version = headers.get('if-range')?.trim()
  return version === undefined || version === etag || Date.parse(version) === wholeSeconds(modifiedAt)
}

/** A cache that compresses on the way weakens the tag; for a whole file that makes no difference. */
function strong(tag: string): string {
  return tag.trim().replace(/^W\//, '')
}

/** Dates of HTTP know no milliseconds. */
function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000
}
