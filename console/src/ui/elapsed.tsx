import { useEffect, useState } from 'preact/hooks'
import { serverNow } from '../state/clock'
import { formatDuration, formatSeconds } from '../text/numbers'

const TICK_MS = 200

/** A time that still runs: counts while it is on screen. */
export function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  const elapsedMs = Math.max(0, now - since)
  return (
    <time class="elapsed">
      {elapsedMs < 1000 ? formatDuration(Math.max(100, elapsedMs)) : formatSeconds(elapsedMs)}…
    </time>
  )
}
