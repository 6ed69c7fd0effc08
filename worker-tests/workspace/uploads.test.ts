import { expect, test } from 'vitest'
import { UPLOAD_MAX_BYTES, UPLOAD_MAX_FILES } from '../../src/wire/files'
import { inWorkspace, largeBytes } from '../support/workspace'

test('an upload becomes a file, small or large', () =>
  inWorkspace(async ({ workspace, upload, clock }) => {
    const { entry, created, change } = await upload('photos/a.png', largeBytes(1))
    expect(created).toBe(true)
    expect(change).toEqual({ path: 'photos/a.png', change: 'added' })
    expect(entry).toMatchObject({ sizeBytes: 40_000, type: 'image/png', origin: 'upload', modifiedAt: clock.now })
    await upload('note.txt', 'hi')
    expect(workspace.uploads().map((file) => file.path)).toEqual(['note.txt', 'photos/a.png'])
    expect(workspace.locate('note.txt')).toMatchObject({ bytes: new TextEncoder().encode('hi') })
    expect(workspace.locate('photos/a.png')).toMatchObject({ key: expect.stringContaining('c/workspace-test-') })
    expect(workspace.locate('nothing')).toBeUndefined()
  }))

test('the hundred-and-first path is refused while replacing and the agent go on', () =>
  inWorkspace(async ({ workspace, upload, change }) => {
    for (let n = 0; n < UPLOAD_MAX_FILES - 1; n++) await upload(`f${n}`, `${n}`)
    await change((files) => files.write('by-agent.txt', 'not counted'))
    const first = workspace.reserveUpload({ path: 'last', sizeBytes: 1 })
    expect(() => workspace.reserveUpload({ path: 'one-more', sizeBytes: 1 })).toThrow('at most 100 uploaded files')

    const again = workspace.reserveUpload({ path: 'last', sizeBytes: 1 })
    expect(await upload('f0', 'replaced')).toMatchObject({ created: false, change: { change: 'changed' } })
    const empty = { sizeBytes: 0, sha256: 'x', bytes: new Uint8Array(0) }
    expect(workspace.commitUpload({ lease: first.lease, ...empty }).created).toBe(true)
    expect(workspace.commitUpload({ lease: again.lease, ...empty }).created).toBe(false)
    expect(workspace.counts().uploads).toBe(UPLOAD_MAX_FILES)

    workspace.remove('f1')
    await upload('one-more', 'now there is room')
    expect(() => workspace.reserveUpload({ path: 'another', sizeBytes: 1 })).toThrow('at most 100')
    await change(async (files) => {
      await files.read('f2')
      await files.write('f2', 'the agent made it its own')
    })
    expect(workspace.counts().uploads).toBe(UPLOAD_MAX_FILES - 1)
  }))

test('a lease that is given up or over makes room again', () =>
  inWorkspace(async ({ workspace, upload, clock }) => {
    for (let n = 0; n < UPLOAD_MAX_FILES - 1; n++) await upload(`f${n}`, `${n}`)
    const released = workspace.reserveUpload({ path: 'a', sizeBytes: 1 })
    workspace.releaseUpload(released.lease)
    const crashed = workspace.reserveUpload({ path: 'b', sizeBytes: 1 })
    expect(() => workspace.reserveUpload({ path: 'c', sizeBytes: 1 })).toThrow('at most 100')

    clock.now = Math.max(clock.now, workspace.nextDueAt() ?? 0)
    await workspace.sweep()
    clock.now = workspace.nextDueAt() ?? 0
    workspace.reserveUpload({ path: 'c', sizeBytes: 1 })
    const late = { lease: crashed.lease, sizeBytes: 0, sha256: 'x', bytes: new Uint8Array(0) }
    expect(() => workspace.commitUpload(late)).toThrow('Upload again')
  }))

test('objects of leases that never committed are deleted, at once when released and later when not', () =>
  inWorkspace(async ({ workspace, bucket, keys, clock }) => {
    const released = workspace.reserveUpload({ path: 'a', sizeBytes: 50_000 })
    const crashed = workspace.reserveUpload({ path: 'b', sizeBytes: 50_000 })
    await bucket.put(released.key, largeBytes(1))
    await bucket.put(crashed.key, largeBytes(2))
    workspace.releaseUpload(released.lease)
    await workspace.sweep()
    expect(await keys()).toEqual([crashed.key])

    for (let due = workspace.nextDueAt(); due !== undefined; due = workspace.nextDueAt()) {
      clock.now = due
      await workspace.sweep()
    }
    expect(await keys()).toEqual([])
  }))

test('releasing after the commit changes nothing', () =>
  inWorkspace(async ({ workspace, keys, bucket }) => {
    const { lease, key } = workspace.reserveUpload({ path: 'a', sizeBytes: null })
    await bucket.put(key, largeBytes(1))
    workspace.commitUpload({ lease, sizeBytes: 40_000, sha256: 'large-1' })
    workspace.releaseUpload(lease)
    await workspace.sweep()
    expect(await keys()).toEqual([key])
    expect(await workspace.open('a')?.bytes()).toEqual(largeBytes(1))
  }))

test('bytes outlive their last name for a while, so a request under way still reads them', () =>
  inWorkspace(async ({ workspace, upload, keys, clock }) => {
    await upload('a.bin', largeBytes(1))
    const reading = workspace.open('a.bin')
    workspace.remove('a.bin')
    await workspace.sweep()
    expect(await reading?.bytes()).toEqual(largeBytes(1))

    clock.now = workspace.nextDueAt() ?? 0
    await workspace.sweep()
    expect(await keys()).toEqual([])
    expect(workspace.counts()).toEqual({ files: 0, blobs: 0, uploads: 0 })
    expect(workspace.nextDueAt()).toBeUndefined()
  }))

test('a blob that gets a name again in time is kept', () =>
  inWorkspace(async ({ workspace, upload, keys, clock }) => {
    await upload('a.bin', largeBytes(1))
    workspace.remove('a.bin')
    const due = workspace.nextDueAt() ?? 0
    clock.now = due - 1
    await upload('b.bin', largeBytes(1))
    clock.now = due
    await workspace.sweep()
    expect(await keys()).toHaveLength(1)
    expect(await workspace.open('b.bin')?.bytes()).toEqual(largeBytes(1))
  }))

test('too large is refused before a byte is read, and when the bytes turn out so', () =>
  inWorkspace(async ({ workspace }) => {
    expect(() => workspace.reserveUpload({ path: 'a', sizeBytes: UPLOAD_MAX_BYTES + 1 })).toThrow('at most 100 MB')
    const { lease } = workspace.reserveUpload({ path: 'a', sizeBytes: UPLOAD_MAX_BYTES })
    expect(() => workspace.commitUpload({ lease, sizeBytes: UPLOAD_MAX_BYTES + 1, sha256: 'x' })).toThrow('100 MB')
  }))

test('an upload cannot lie where a folder is, nor below a file, however late that shows', () =>
  inWorkspace(async ({ workspace, upload }) => {
    await upload('a/b.txt', 'b')
    expect(() => workspace.reserveUpload({ path: 'a', sizeBytes: 1 })).toThrow('is a folder')
    expect(() => workspace.reserveUpload({ path: 'a/b.txt/c', sizeBytes: 1 })).toThrow('is a file')
    expect(() => workspace.reserveUpload({ path: 'a/../b', sizeBytes: 1 })).toThrow('leaves the workspace')
    const { lease } = workspace.reserveUpload({ path: 'd', sizeBytes: 1 })
    await upload('d/e', 'e')
    const late = { lease, sizeBytes: 1, sha256: 'x', bytes: new Uint8Array(1) }
    expect(() => workspace.commitUpload(late)).toThrow('is a folder')
  }))

test('removing a file that is not there is a not_found', () =>
  inWorkspace(async ({ workspace, upload }) => {
    expect(() => workspace.remove('a')).toThrow('no such file')
    await upload('a', 'x')
    expect(workspace.remove('a')).toEqual({ path: 'a', change: 'removed' })
    expect(() => workspace.remove('a')).toThrow('no such file')
  }))
