/** More than a day is no wait but a refusal. */
const LONGEST_MS = 24 * 60 * 60 * 1000

/**
 * How long the provider asks us to wait: `retry-after-ms`, `retry-after` in seconds or as a date
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), or the "try again in 1.2s" of its sentence.
 */
export function retryAfterMs(headers: Record<string, unknown>, reason: string, now: number): number | null {
  const wait = fromHeaders(headers, now) ?? fromSentence(reason)
  return wait === undefined || !Number.isFinite(wait) ? null : Math.min(Math.max(0, Math.round(wait)), LONGEST_MS)
}

function fromHeaders(headers: Record<string, unknown>, now: number): number | undefined {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value).trim()]))
  const ms = named.get('retry-after-ms')
  if (ms && Number.isFinite(Number(ms))) return Number(ms)
  const after = named.get('retry-after')
  if (!after) return undefined
  if (Number.isFinite(Number(after))) return Number(after) * 1000
  const date = Date.parse(after)
  return Number.isNaN(date) ? undefined : date - now
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function fromSentence(reason: string): number | undefined {
  const said = /(?:try again|retry) (?:in|after) ((?:[\d.]+ ?(?:ms|s|m|h)[a-z]*\s*)+)/i.exec(reason)?.[1]
  if (!said) return undefined
  const parts = [...said.matchAll(/([\d.]+) ?(ms|s|m|h)/gi)]
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit?.toLowerCase() ?? ''] ?? 0), 0)
}
