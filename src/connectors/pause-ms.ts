/**
 * How long a service that answered 429 asks to be left alone, in milliseconds: Retry-After in seconds or as a date
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), else Brave's X-RateLimit-Reset in seconds, of which that
 * window counts whose X-RateLimit-Remaining is 0
 * (https://api-dashboard.search.brave.com/documentation/guides/rate-limiting). Undefined where it does not say.
 */
export function pauseMs(headers: Headers, now: number): number | undefined {
  const after = headers.get('retry-after')?.trim()
  if (after) {
    const wait = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now
    return Number.isNaN(wait) ? undefined : Math.max(0, wait)
  }
  const [left, resets] = [numbers(headers.get('x-ratelimit-remaining')), numbers(headers.get('x-ratelimit-reset'))]
  const full = resets.filter((_, window) => (left[window] ?? 0) <= 0)
  return full.length === 0 ? undefined : Math.max(...full) * 1000
}

function numbers(list: string | null): number[] {
  return (list ?? '').split(',').flatMap((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : []))
}
