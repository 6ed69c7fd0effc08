import { afterEach, expect, test, vi } from 'vitest'
import { UPLOAD_MAX_BYTES } from '../../src/wire/files'
import { ApiProblem } from '../src/api'
import { numbered, safeName, Uploads } from '../src/state/uploads'
import { FakeRequest, requestThat } from './support/fake-request'

afterEach(() => vi.unstubAllGlobals())

function uploading() {
  const remove = vi.fn(async () => undefined)
  const agentFile = {
    path: 'taken.txt',
    sizeBytes: 1,
    sha256: '',
    type: 'text/plain',
    modifiedAt: 0,
    origin: 'agent' as const,
  }
  return { uploads: new Uploads({ ensure: async () => 'c1', files: () => [agentFile], remove }), remove }
}

test('a file is on its way, then there', async () => {
  requestThat((request) => {
    request.upload.onprogress?.({ loaded: 2 })
    queueMicrotask(() => request.reply(201, { path: 'a b.txt' }))
  })
  const { uploads } = uploading()
  uploads.add([new File(['hello'], 'a b.txt')])
  expect(uploads.isBusy.value).toBe(true)
  await vi.waitFor(() => expect(uploads.chips.value[0]?.state).toBe('done'))
  expect(FakeRequest.urls.at(-1)).toBe('/api/conversations/c1/files/a%20b.txt')
})

test('a refusal is said with the server’s sentence and can be tried again', async () => {
  requestThat((request) =>
    request.reply(409, { error: { code: 'upload_limit', message: 'Too many.', requestId: 'r' } }),
  )
  const { uploads } = uploading()
  uploads.add([new File(['hello'], 'a.txt')])
  await vi.waitFor(() =>
    expect(uploads.chips.value[0]).toMatchObject({
      state: 'failed',
      problem: { code: 'upload_limit', message: 'Too many.' },
    }),
  )
  requestThat((request) => request.reply(201, {}))
  await uploads.retry(uploads.chips.value[0]?.key ?? 0)
  expect(uploads.chips.value[0]?.state).toBe('done')
})

test('a file past the limit is refused before it is sent', async () => {
  const sent = vi.fn()
  requestThat(sent)
  const { uploads } = uploading()
  const file = new File(['x'], 'big.bin')
  Object.defineProperty(file, 'size', { value: UPLOAD_MAX_BYTES + 1 })
  uploads.add([file])
  await vi.waitFor(() =>
    expect(uploads.chips.value[0]).toMatchObject({ state: 'failed', problem: { code: 'too_large' } }),
  )
  expect(sent).not.toHaveBeenCalled()
})

test('taking back a file that is there removes it from the workspace', async () => {
  requestThat((request) => request.reply(201, {}))
  const { uploads, remove } = uploading()
  uploads.add([new File(['x'], 'a.txt')])
  await vi.waitFor(() => expect(uploads.isBusy.value).toBe(false))
  await uploads.drop(uploads.chips.value[0]?.key ?? 0)
  expect(uploads.chips.value).toEqual([])
  expect(remove).toHaveBeenCalledWith('a.txt')
})

test('a file that could not be taken back is still shown, and says why', async () => {
  requestThat((request) => request.reply(201, {}))
  const { uploads, remove } = uploading()
  uploads.add([new File(['x'], 'a.txt')])
  await vi.waitFor(() => expect(uploads.isBusy.value).toBe(false))
  const key = uploads.chips.value[0]?.key ?? 0
  remove.mockRejectedValueOnce(new ApiProblem('unreachable', 'The server cannot be reached.'))
  await uploads.drop(key)
  expect(uploads.chips.value).toMatchObject([{ path: 'a.txt', state: 'done', problem: { code: 'unreachable' } }])
  remove.mockRejectedValueOnce(new ApiProblem('not_found', 'There is no such file.'))
  await uploads.drop(key)
  expect(uploads.chips.value).toEqual([])
})

test('a file taken back before its conversation is there is not sent', async () => {
  const sent = vi.fn()
  requestThat(sent)
  const created = Promise.withResolvers<string>()
  const uploads = new Uploads({ ensure: () => created.promise, files: () => [], remove: async () => undefined })
  uploads.add([new File(['x'], 'a.txt')])
  await uploads.drop(uploads.chips.value[0]?.key ?? 0)
  created.resolve('c1')
  await vi.waitFor(() => expect(uploads.chips.value).toEqual([]))
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)))
  expect(sent).not.toHaveBeenCalled()
})

test('a name that the agent or another chip has is numbered', () => {
  requestThat(() => undefined)
  const { uploads } = uploading()
  uploads.add([new File(['x'], 'taken.txt'), new File(['x'], 'a.txt'), new File(['x'], 'a.txt')])
  expect(uploads.chips.value.map(({ path }) => path)).toEqual(['taken-2.txt', 'a.txt', 'a-2.txt'])
})

test('names hold nothing that a path may not', () => {
  expect(safeName('../a\\b\u0000.txt')).toBe('..-a-b-.txt')
  expect(safeName('..')).toBe('file')
  expect(numbered('archive.tar', new Set(['archive.tar', 'archive-2.tar']))).toBe('archive-3.tar')
})
