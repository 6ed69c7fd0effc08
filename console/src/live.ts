import { createModel, signal } from '@preact/signals'
import { HEARTBEAT_MS, type LogEvent } from '../../src/wire/events'
import type { Cursor } from '../../src/wire/ids'
import { ApiProblem } from './api'

/** `gone`: the conversation no longer exists, and nothing more will come. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'gone'

export interface LogEntry {
  id: Cursor
  event: LogEvent
}

/** What a watch needs of its conversation. */
export interface Feed {
  open(after: Cursor, signal: AbortSignal): Promise<Response>
  /** Receives every entry once, in the log's order. */
  apply(entries: LogEntry[]): void
  /** The log before the cursor is gone: read the messages afresh and say where to go on. */
  reload(): Promise<Cursor>
}

/** Two heartbeats missed, less the time to notice: a dead connection is known within 30 s. */
const DEAD_AFTER_MS = 2 * HEARTBEAT_MS - 2_000
const CONNECT_WITHIN_MS = 10_000
/** Of the first try after waking: the browser may send it down a line that died while the page slept. */
const CONNECT_AFTER_WAKING_MS = 3_000
/** A live connection is never quieter than this, so a tab that wakes to more silence reconnects at once. */
const QUIET_MS = HEARTBEAT_MS + 2_000
const BACKOFF_MS = 400
const BACKOFF_MAX_MS = 15_000
/** The server ends every stream after minutes; one that ends sooner is trouble. */
const SHORT_LIFE_MS = 5_000

/** Follows one conversation's log from a cursor until it is stopped. */
export const Live = createModel((feed: Feed, start: Cursor) => {
  const state = signal<LiveState>('connecting')
  let cursor = start
  let failures = 0
  let heardAt = 0
  let stopped = false
  let hasJustWoken = false
  let connection: AbortController | undefined
  let cutWait: (() => void) | undefined
  let held: Promise<void> | undefined

  async function run() {
    while (!stopped && state.peek() !== 'gone') {
      const openedAt = Date.now()
      try {
        await watch()
        failures = Date.now() - openedAt < SHORT_LIFE_MS ? failures + 1 : 0
      } catch (error) {
        if (stopped) return
        await recoverFrom(error)
      }
      if (stopped || state.peek() === 'gone') return
      if (failures > 0) state.value = 'reconnecting'
      await pause(failures === 0 ? Math.random() * 250 : backoffMs(failures))
      await held
    }
  }

  async function watch() {
    connection = new AbortController()
    const { signal: aborted } = connection
    const watchdog = watchdogFor(connection)
    try {
      watchdog.arm(hasJustWoken ? CONNECT_AFTER_WAKING_MS : CONNECT_WITHIN_MS)
      hasJustWoken = false
      const response = await feed.open(cursor, aborted)
      if (!response.body) throw new ApiProblem('bad_reply', 'The event stream is empty.')
      state.value = 'live'
      const heard = () => {
        heardAt = Date.now()
        watchdog.arm(DEAD_AFTER_MS)
      }
      heard()
      for await (const entries of readEntries(response.body, heard)) applyOnce(entries)
    } finally {
      watchdog.disarm()
      connection.abort()
    }
  }

  function applyOnce(entries: LogEntry[]) {
    const fresh = entries.filter(({ id }) => {
      if (id <= cursor) return false
      cursor = id
      return true
    })
    if (fresh.length === 0) return
    failures = 0
    feed.apply(fresh)
  }

  async function recoverFrom(error: unknown) {
    failures += 1
    if (!(error instanceof ApiProblem)) return
    if (error.code === 'not_found') state.value = 'gone'
    if (error.code !== 'cursor_expired' && error.code !== 'invalid_cursor') return
    await feed.reload().then(
      (fresh) => {
        cursor = fresh
        failures = 0
      },
      () => undefined, // the next attempt meets the same cursor, and so the same reload
    )
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs)
      cutWait = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** The page came back or the network did: whatever was slept through is fetched now. */
  function wake(networkIsNew: boolean) {
    if (document.visibilityState === 'hidden' && !networkIsNew) return
    const isQuiet = Date.now() - heardAt > QUIET_MS
    if (state.peek() === 'live' && !networkIsNew && !isQuiet) return
    failures = 0
    hasJustWoken = true
    connection?.abort()
    cutWait?.()
  }

  /** A connection that ends is not opened again before what this answers is called. */
  function hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    held = promise
    return resolve
  }

  function lose() {
    if (state.peek() !== 'live') return
    state.value = 'reconnecting'
    connection?.abort()
  }

  const onShow = () => wake(false)
  const onOnline = () => wake(true)
  document.addEventListener('visibilitychange', onShow)
  addEventListener('pageshow', onShow)
  addEventListener('online', onOnline)
  addEventListener('offline', lose)

  function stop() {
    stopped = true
    connection?.abort()
    cutWait?.()
    document.removeEventListener('visibilitychange', onShow)
    removeEventListener('pageshow', onShow)
    removeEventListener('online', onOnline)
    removeEventListener('offline', lose)
  }

  return { state, run, hold, stop }
})

function backoffMs(failures: number): number {
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** (failures - 1))
  return ceiling * (0.5 + Math.random() / 2)
}

function watchdogFor(connection: AbortController) {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    arm(afterMs: number) {
      clearTimeout(timer)
      timer = setTimeout(() => connection.abort(), afterMs)
    },
    disarm: () => clearTimeout(timer),
  }
}

/** The log entries of an SSE body, a list for each piece that arrives. `heard` is called for every piece, heartbeats too. */
export async function* readEntries(body: ReadableStream<Uint8Array>, heard: () => void): AsyncGenerator<LogEntry[]> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      rest += decoder.decode(value, { stream: true })
      const blocks = rest.split(/\r\n\r\n|\n\n/)
      rest = blocks.pop() ?? ''
      const entries = blocks.map(parseEntry).filter((entry) => entry !== undefined)
      if (entries.length > 0) yield entries
    }
  } finally {
    await reader.cancel().catch(() => undefined) // a broken body has nothing left to cancel
  }
}

function parseEntry(block: string): LogEntry | undefined {
  let id = ''
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('id:')) id = line.slice(3).trimStart()
    if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
  }
  if (id === '' || data.length === 0) return undefined
  const event: unknown = JSON.parse(data.join('\n'))
  if (typeof event !== 'object' || event === null || !('type' in event)) return undefined
  // Types that this console does not know pass here and are ignored where events are folded.
  return { id, event: event as LogEvent }
}
