import type { BrowserContext } from 'playwright-core'

/** Something of a payload ran, or something was stopped by the page's own policy. */
export interface Alarm {
  /** The payload's number. */
  number: number
  /** Of whoever ran it; "null" in a sandbox. */
  origin: string
  /** What it could read there of the console's cookies, storage and API. */
  read: string
  /** The directive of a policy that stopped it. */
  stopped?: string
}

/** Watches every page and frame of a browser profile. */
export async function watchForAlarms(
  context: BrowserContext,
  secret: { origin: string; value: string },
): Promise<Alarm[]> {
  const alarms: Alarm[] = []
  await context.exposeBinding('okcAlarm', (_, alarm: Alarm) => void alarms.push(alarm))
  await context.addInitScript(inEveryFrame, secret)
  return alarms
}

declare global {
  interface Window {
    okcAlarm(alarm: Alarm): void
    okcFire(number: number): Promise<void>
  }
}

/** Runs in the page before anything of its own. */
function inEveryFrame({ origin, value }: { origin: string; value: string }): void {
  const attempt = (read: () => string) => {
    try {
      return read()
    } catch {
      return ''
    }
  }
  if (self.origin === origin) localStorage.setItem('secret', value)
  const fired = new Set<number>()
  window.okcFire = async (number) => {
    if (fired.has(number)) return
    fired.add(number)
    const kept = attempt(() => document.cookie) + attempt(() => JSON.stringify(localStorage))
    const around = attempt(() => parent.document.title) + attempt(() => JSON.stringify(top?.localStorage))
    // One in twenty asks the API: more would only say the same.
    const api =
      number % 20 > 0
        ? ''
        : await fetch('/api/conversations').then(
            (each) => each.text(),
            () => '',
          )
    window.okcAlarm({ number, origin: self.origin, read: kept + around + api })
  }
  window.addEventListener('securitypolicyviolation', ({ effectiveDirective, disposition }) => {
    if (disposition !== 'enforce') return
    window.okcAlarm({ number: -1, origin: self.origin, read: '', stopped: effectiveDirective })
  })
}
