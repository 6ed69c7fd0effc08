import { afterEach, expect, test, vi } from 'vitest'
import { FrameWriter, frameDelayMs } from '../../src/session/frame-writer'
import { isHopeless, restartDelayMs, retryDelayMs } from '../../src/session/recovery'

afterEach(() => {
  vi.useRealTimers()
})

test('restarts wait 0, 1, 2, 4 … 60 seconds', () => {
  expect([0, 1, 2, 3, 6, 7, 50].map(restartDelayMs)).toEqual([0, 1000, 2000, 4000, 32_000, 60_000, 60_000])
})

test('a turn is given up after five minutes of restarts without progress, never for time alone', () => {
  const [now, long, short] = [1_000_000, 6 * 60_000, 60_000]
  expect(isHopeless({ restarts: 0, since: null }, now)).toBe(false)
  expect(isHopeless({ restarts: 9, since: now - short }, now)).toBe(false)
  expect(isHopeless({ restarts: 1, since: now - long }, now)).toBe(false)
  expect(isHopeless({ restarts: 9, since: now - long }, now)).toBe(true)
})

test('a model call is tried five times, with growing waits that chance spreads', () => {
  const delays = (chance: number) =>
    [1, 2, 3, 4, 5].map((attempt) => retryDelayMs({ attempt, waitedMs: 0, elapsedMs: 0, askedMs: null, chance }))
  expect(delays(1)).toEqual([500, 1000, 2000, 4000, undefined])
  expect(delays(0)).toEqual([250, 500, 1000, 2000, undefined])
})

test('what the provider asks is heeded within a minute in all, and nothing is tried for more than five', () => {
  const call = { attempt: 2, waitedMs: 20_000, elapsedMs: 20_000, askedMs: 30_000, chance: 0 }
  expect(retryDelayMs(call)).toBe(30_000)
  expect(retryDelayMs({ ...call, askedMs: 41_000 })).toBeUndefined()
  expect(retryDelayMs({ ...call, elapsedMs: 300_000 })).toBeUndefined()
})

test('a provider that asks for no wait is not asked five times in a moment', () => {
  const call = { waitedMs: 0, elapsedMs: 0, askedMs: 0, chance: 0 }
  expect([1, 2, 3, 4].map((attempt) => retryDelayMs({ ...call, attempt }))).toEqual([250, 500, 1000, 2000])
})

test('frames come one per 50 ms in the first second, then one per 200 ms', () => {
  expect([0, 999, 1000, 60_000].map(frameDelayMs)).toEqual([50, 50, 200, 200])
})

test('a clock that was set back holds no text', async () => {
  vi.useFakeTimers()
  const told: string[] = []
  const frames = new FrameWriter(Date.now, (segments) => void told.push(...segments.map(({ text }) => text)))
  frames.add({ type: 'text', text: 'One ' })
  vi.setSystemTime(Date.now() - 3_600_000)
  frames.add({ type: 'text', text: 'two' })
  await vi.advanceTimersByTimeAsync(200)
  expect(told).toEqual(['One ', 'two'])
})
