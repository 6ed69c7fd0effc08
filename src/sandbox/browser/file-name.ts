const MAX_CHARS = 100

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]/g

const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'application/json': 'json',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/plain': 'txt',
}

/** The name under which an answer is kept: what it says itself (RFC 6266), else the end of its address. */
export function fileNameOf(answer: { disposition: string; url: URL; contentType: string }): string {
  const { disposition, url, contentType } = answer
  const said = extendedName(disposition) ?? plainName(disposition) ?? decoded(url.pathname.split('/').at(-1) ?? '')
  const name = safe(said) || 'download'
  const extension = EXTENSIONS[contentType.split(';')[0]?.trim().toLowerCase() ?? '']
  return /\.[A-Za-z0-9]{1,8}$/.test(name) || extension === undefined ? name : `${name}.${extension}`
}

/** `name.pdf` becomes `name-2.pdf`. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? `${name}-${number}` : `${name.slice(0, dot)}-${number}${name.slice(dot)}`
}

function extendedName(disposition: string): string | undefined {
  const [, charset = '', value = ''] = /filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)/i.exec(disposition) ?? []
  return /^utf-?8$/i.test(charset) ? decoded(value) : undefined
}

function plainName(disposition: string): string | undefined {
  const [, quoted, token] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? token
}

/** The last name of a path, without what a file system, a terminal or a reader would stumble over. */
function safe(said: string): string {
  const last = said.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const plain = last.replace(UNWANTED, '')
  const name = plain.trim().replace(/^\.+/, '')
  if (name.length <= MAX_CHARS) return name
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  return name.slice(0, MAX_CHARS - extension.length).toWellFormed() + extension
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // not percent-encoded as it should be: kept as it came
  }
}
