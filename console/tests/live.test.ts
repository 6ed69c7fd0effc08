import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frameOf, scriptedWatch } from './support/stream'

let watched: ReturnType<typeof scriptedWatch>

beforeEach(() => {
  vi.useFakeTimers()
  watched = scriptedWatch()
  void watched.live.run()
})

afterEach(() => {
  watched.live.stop()
  vi.useRealTimers()
})

/** Lets promises settle without letting time pass. */
const settle = () => vi.advanceTimersByTimeAsync(0)
const connection = (at: number) => {
  const found = watched.connections[at]
  if (!found) throw new Error(`There is no connection ${at}.`)
  return found
}

test('events are applied in order and the state is told in words', async () => {
  expect(scriptedWatch().live.state.value).toBe('connecting')
  await settle()
  connection(0).say('001', 'a')
  connection(0).say('002', 'b')
  await settle()
  expect(watched.text()).toBe('ab')
  expect(watched.live.state.value).toBe('live')
})

test('a cut connection goes on from the last event, and nothing is doubled', async () => {
  await settle()
  connection(0).say('001', 'a')
  connection(0).say('002', 'b')
  await settle()
  connection(0).cut()
  await settle()
  expect(watched.live.state.value).toBe('reconnecting')
  await vi.advanceTimersByTimeAsync(1000)
  expect(connection(1).after).toBe('002')
  connection(1).say('001', 'a')
  connection(1).say('002', 'b')
  connection(1).say('003', 'c')
  await settle()
  expect(watched.text()).toBe('abc')
  expect(watched.live.state.value).toBe('live')
})

test('half an event at the end of a cut stream is not applied twice', async () => {
  await settle()
  connection(0).raw(frameOf('001', 'a') + frameOf('002', 'b').slice(0, 30))
  await settle()
  connection(0).cut()
  await vi.advanceTimersByTimeAsync(1000)
  connection(1).say('002', 'b')
  await settle()
  expect(watched.text()).toBe('ab')
})

test('a character split between two pieces arrives whole', async () => {
  await settle()
  const bytes = new TextEncoder().encode(frameOf('001', '面包'))
  const middle = bytes.findIndex((byte) => byte > 127) + 1
  connection(0).bytes(bytes.slice(0, middle))
  await settle()
  connection(0).bytes(bytes.slice(middle))
  await settle()
  expect(watched.text()).toBe('面包')
})

test('a connection without a sign of life is dropped within 30 s', async () => {
  await settle()
  connection(0).say('001', 'a')
  await settle()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(connection(0).signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(1000)
  expect(connection(1).after).toBe('001')
})

test('heartbeats keep a quiet connection', async () => {
  await settle()
  for (let beat = 0; beat < 8; beat += 1) {
    await vi.advanceTimersByTimeAsync(15_000)
    connection(0).raw('data: {"type":"heartbeat"}\n\n')
  }
  await settle()
  expect(connection(0).signal.aborted).toBe(false)
  expect(watched.connections).toHaveLength(1)
})

test('a stream that the server ends after minutes is opened again without a word', async () => {
  const states: string[] = []
  watched.live.state.subscribe((state) => states.push(state))
  await settle()
  for (let beat = 0; beat < 20; beat += 1) {
    await vi.advanceTimersByTimeAsync(15_000)
    connection(0).raw('data: {"type":"heartbeat"}\n\n')
  }
  connection(0).say('001', 'a')
  await settle()
  connection(0).end()
  await vi.advanceTimersByTimeAsync(300)
  expect(connection(1).after).toBe('001')
  expect(states).not.toContain('reconnecting')
})

test('a server that ends every stream at once is asked ever more seldom', async () => {
  for (let at = 0; at < 40; at += 1) {
    await vi.advanceTimersByTimeAsync(1000)
    watched.connections.at(-1)?.end()
  }
  expect(watched.connections.length).toBeLessThan(15)
})

test('an expired cursor reads the messages afresh and goes on from there', async () => {
  await settle()
  watched.refuse('cursor_expired', 410)
  connection(0).cut()
  await vi.advanceTimersByTimeAsync(1500)
  expect(watched.reloads()).toBe(1)
  expect(watched.connections.at(-1)?.after).toBe('500')
  watched.connections.at(-1)?.say('501', 'new')
  await settle()
  expect(watched.text()).toBe('new')
})

test('a deleted conversation is asked for no more', async () => {
  await settle()
  watched.refuse('not_found', 404)
  connection(0).cut()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(watched.live.state.value).toBe('gone')
  expect(watched.connections).toHaveLength(2)
})

test('while it is held a watch that ends is not opened again, and then it is', async () => {
  await settle()
  const release = watched.live.hold()
  connection(0).end()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(watched.connections).toHaveLength(1)
  release()
  await vi.advanceTimersByTimeAsync(1000)
  expect(watched.connections).toHaveLength(2)
})

test('a page that wakes after sleep catches up within a second', async () => {
  await settle()
  connection(0).say('001', 'a')
  await settle()
  vi.setSystemTime(Date.now() + 60_000)
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(connection(0).signal.aborted).toBe(true)
  expect(connection(1).after).toBe('001')
})

test('a page that wakes on a line that died meanwhile is back within five seconds', async () => {
  await settle()
  connection(0).say('001', 'a')
  await settle()
  watched.swallow()
  vi.setSystemTime(Date.now() + 60_000)
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(watched.connections).toHaveLength(3)
  connection(2).say('002', 'b')
  await settle()
  expect(watched.text()).toBe('ab')
  expect(watched.live.state.value).toBe('live')
})

test('a slow line is given its time where nobody slept', async () => {
  watched.live.stop()
  watched = scriptedWatch()
  watched.swallow()
  void watched.live.run()
  await vi.advanceTimersByTimeAsync(9000)
  expect(watched.connections).toHaveLength(1)
})

test('a page that was only looked away from keeps its connection', async () => {
  await settle()
  connection(0).say('001', 'a')
  await settle()
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(watched.connections).toHaveLength(1)
})

test('offline is said at once, and online connects again within a second', async () => {
  await settle()
  dispatchEvent(new Event('offline'))
  await settle()
  expect(watched.live.state.value).toBe('reconnecting')
  for (let failed = 0; failed < 6; failed += 1) watched.refuse('unreachable', 0)
  await vi.advanceTimersByTimeAsync(20_000)
  const before = watched.connections.length
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(1000)
  expect(watched.connections.length).toBeGreaterThan(before)
  expect(watched.live.state.value).toBe('live')
})

test('a stopped watch opens nothing more', async () => {
  await settle()
  watched.live.stop()
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(watched.connections).toHaveLength(1)
})
