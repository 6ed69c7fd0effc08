/** A reason is quoted up to here; what providers append is rarely meant for people. */
const REASON_CHARS = 300

const SECRETS: [pattern: RegExp, shown: string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=*-]+/gi, '$1 [key]'],
  [/((?:api|secret|access)[ _-]?(?:key|token)(?:\s+provided)?["']?\s*[:=]\s*["']?)[^\s"',;)]+/gi, '$1[key]'],
  [/\b(?:sk|pk|rk|gsk|xai|hf|nvapi|key|pplx|csk|fw)[-_][\w*.-]{8,}/g, '[key]'],
  [/\bAIza[\w*-]{20,}/g, '[key]'],
  [/\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])(?![\da-f]{8}-[\da-f]{4}-)[\w-]{32,}\b/g, '[key]'],
]

/** The provider's words on one line, without keys, and without what an address may carry of them. */
export function cleaned(reason: string): string {
  const plain = withoutTags(reason).replace(/https?:\/\/[^\s"'<>()]+/g, addressOnly)
  const safe = SECRETS.reduce((text, [pattern, shown]) => text.replace(pattern, shown), plain)
  const line = safe.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return line.length > REASON_CHARS ? `${line.slice(0, REASON_CHARS - 1)}…` : line
}

/** Gateways answer with web pages. */
function withoutTags(text: string): string {
  if (!/<\/?(html|body|head|h1|p|div)\b/i.test(text)) return text
  return text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
}

function addressOnly(address: string): string {
  const url = URL.parse(address)
  return url ? `${url.origin}${url.pathname}` : '[address]'
}
