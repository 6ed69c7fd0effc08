import { createModel, signal } from '@preact/signals'
import { getTurn, type Turn } from '../../../src/wire/turns'
import { call } from '../api'

const REFRESH_MS = 300
const AT_ONCE = 2

/** What the server measured of each turn, fetched when somebody looks and refreshed while the turn runs. */
export const Telemetry = createModel((conversation: () => string | undefined) => {
  const turns = signal<Record<string, Turn>>({})
  const wanted: string[] = []
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const missed = new Set<string>()
  let running = 0

  /** Fetches a turn unless it is known. */
  function want(turnId: string) {
    if (turns.peek()[turnId] || wanted.includes(turnId)) return
    wanted.push(turnId)
    next()
  }

  /** Fetches a turn again, at most once in REFRESH_MS. */
  function refresh(turnId: string) {
    if (timers.has(turnId)) return
    timers.set(
      turnId,
      setTimeout(() => {
        timers.delete(turnId)
        void fetchTurn(turnId)
      }, REFRESH_MS),
    )
  }

  function next() {
    if (running >= AT_ONCE) return
    const turnId = wanted[0]
    if (turnId === undefined) return
    wanted.shift()
    running += 1
    void fetchTurn(turnId).finally(() => {
      running -= 1
      next()
    })
  }

  async function fetchTurn(turnId: string) {
    const id = conversation()
    if (id === undefined) {
      missed.add(turnId)
      return
    }
    try {
      const turn = await call(getTurn, { params: { conversation: id, turn: turnId } })
      turns.value = { ...turns.peek(), [turnId]: turn }
    } catch {
      // Telemetry is beside the talk: without it numbers read "unknown", and the next look fetches again.
    }
  }

  /** Fetches what was wanted while there was nothing to ask. */
  function catchUp() {
    for (const turnId of missed) refresh(turnId)
    missed.clear()
  }

  function stop() {
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
  }

  return { turns, want, refresh, catchUp, stop }
})
