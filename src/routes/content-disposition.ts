/**
 * A Content-Disposition header (RFC 6266): a plain name for old programs, and the true one in the encoding of RFC 8187
 * for all others. What would end the header, name a folder, or show another name than there is becomes `_`.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const safe = name.toWellFormed().replace(MISLEADING, '_') || 'file'
  const plain = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["%]/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${extValue(safe)}`
}

/** Control characters, separators of folders, and marks that turn text around or cannot be seen: `exe.gpj` is no picture. */
const MISLEADING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu

/** RFC 8187, 3.2.1: only attr-char stands for itself. */
function extValue(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
