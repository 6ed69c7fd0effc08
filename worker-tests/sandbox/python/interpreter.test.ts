import { expect, test } from 'vitest'
import { Interpreter } from '../../../src/sandbox/python/interpreter'
import { oneCall } from './one-call'

/** In the place of an isolate, for which there is no room here. */
function engineOver(kernel: object): Interpreter {
  const loader = { load: () => ({ getEntrypoint: () => kernel }) } as unknown as WorkerLoader
  const assets = { fetch: async () => Response.json({ build: 'test', modules: {} }) } as unknown as Fetcher
  const bucket = { get: async () => ({ body: null }) } as unknown as R2Bucket
  return new Interpreter({ loader, assets, bucket, conversationId: 'test', timeoutMs: 1000 })
}

test('a stop while Python starts keeps the cell from running', async () => {
  const stop = new AbortController()
  let hasRun = false
  const python = engineOver({
    boot: async () => stop.abort(new Error('Stopped.')),
    run: async () => {
      hasRun = true
      return { cell: '{}', output: '', isStuck: false, notes: [], heapBytes: 0 }
    },
    stop: async () => {},
  })
  await expect(oneCall(python, '1', stop.signal)).rejects.toThrow('Stopped.')
  expect(hasRun).toBe(false)
})
