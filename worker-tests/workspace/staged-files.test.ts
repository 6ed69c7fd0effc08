import { expect, test } from 'vitest'
import { ToolError } from '../../src/agent/tool'
import { inWorkspace, largeBytes } from '../support/workspace'

test('a write is seen by its own call at once and by others when it is committed', () =>
  inWorkspace(async ({ workspace, clock }) => {
    const staged = workspace.stage()
    const entry = await staged.write('/mnt/okcomputer/output/a.txt', 'hello')
    expect(entry).toEqual({
      path: 'output/a.txt',
      sizeBytes: 5,
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      type: 'text/plain; charset=utf-8',
      modifiedAt: clock.now,
      origin: 'agent',
    })
    expect(await (await staged.read('output/a.txt')).text()).toBe('hello')
    expect(staged.list('output')).toEqual([entry])
    expect(workspace.list()).toEqual([])

    await staged.prepare()
    expect(staged.commit()).toEqual([{ path: 'output/a.txt', change: 'added' }])
    expect(workspace.list()).toEqual([entry])
    expect(await workspace.open('output/a.txt')?.text()).toBe('hello')
  }))

test('an empty file is a file', () =>
  inWorkspace(async ({ workspace, change }) => {
    await change((files) => files.write('empty.txt', ''))
    expect(workspace.find('empty.txt')?.sizeBytes).toBe(0)
    expect(await workspace.open('empty.txt')?.bytes()).toEqual(new Uint8Array(0))
  }))

test('more than 32 KiB lies in R2, in a row otherwise; both read back the same, whole and as a stream', () =>
  inWorkspace(async ({ workspace, change, keys }) => {
    const small = largeBytes(1, 32 * 1024)
    const large = largeBytes(2, 32 * 1024 + 1)
    await change((files) => files.write('small.bin', small))
    expect(await keys()).toEqual([])
    await change((files) => files.write('large.bin', large))
    expect(await keys()).toHaveLength(1)

    for (const [path, bytes] of [
      ['small.bin', small],
      ['large.bin', large],
    ] as const) {
      const file = workspace.open(path)
      expect(await file?.bytes()).toEqual(bytes)
      expect(new Uint8Array(await new Response(await file?.stream()).arrayBuffer())).toEqual(bytes)
    }
  }))

test('a call whose write is discarded leaves no file, and its object goes with the next sweep', () =>
  inWorkspace(async ({ workspace, keys }) => {
    const staged = workspace.stage()
    await staged.write('large.bin', largeBytes(1))
    await staged.prepare()
    expect(await keys()).toHaveLength(1)
    staged.discard()
    await workspace.sweep()
    expect(workspace.list()).toEqual([])
    expect(await keys()).toEqual([])
    expect(workspace.nextDueAt()).toBeUndefined()
  }))

test('what a crash between bytes and rows leaves in R2 is swept later, never what was committed', () =>
  inWorkspace(async ({ workspace, clock, keys, change }) => {
    const crashed = workspace.stage()
    await crashed.write('lost.bin', largeBytes(1))
    await crashed.prepare()
    await change((files) => files.write('kept.bin', largeBytes(2)))
    await workspace.sweep()
    expect(await keys()).toHaveLength(2)

    clock.now = workspace.nextDueAt() ?? 0
    await workspace.sweep()
    expect(await keys()).toHaveLength(1)
    expect(await workspace.open('kept.bin')?.bytes()).toEqual(largeBytes(2))
  }))

test('the same bytes under many names are one blob and one object', () =>
  inWorkspace(async ({ workspace, change, keys, upload }) => {
    await change(async (files) => {
      await files.write('a.bin', largeBytes(1))
      await files.write('b.bin', largeBytes(1))
    })
    await change((files) => files.write('c.bin', largeBytes(1)))
    await upload('d.bin', largeBytes(1))
    await workspace.sweep()
    expect(workspace.counts()).toEqual({ files: 4, blobs: 1, uploads: 1 })
    expect(await keys()).toHaveLength(1)
    expect(await workspace.open('d.bin')?.bytes()).toEqual(largeBytes(1))
  }))

test('a read counts once the call succeeds, and any other change of the file undoes it', () =>
  inWorkspace(async ({ workspace, change, upload }) => {
    await upload('data.csv', 'a,b')
    expect(workspace.stage().wasRead('data.csv')).toBe(false)

    const failing = workspace.stage()
    await failing.read('data.csv')
    expect(failing.wasRead('data.csv')).toBe(true)
    failing.discard()
    expect(workspace.stage().wasRead('data.csv')).toBe(false)

    await change((files) => files.read('data.csv'))
    expect(workspace.stage().wasRead('/mnt/okcomputer/data.csv')).toBe(true)
    await upload('data.csv', 'c,d')
    expect(workspace.stage().wasRead('data.csv')).toBe(false)

    await change((files) => files.write('data.csv', 'e,f'))
    expect(workspace.stage().wasRead('data.csv')).toBe(true)
    workspace.remove('data.csv')
    expect(workspace.stage().wasRead('data.csv')).toBe(false)
  }))

test('a read of bytes that were replaced before the call ended does not count', () =>
  inWorkspace(async ({ workspace, upload }) => {
    await upload('data.csv', 'old')
    const staged = workspace.stage()
    await staged.read('data.csv')
    await upload('data.csv', 'new')
    expect(staged.wasRead('data.csv')).toBe(false)
    await staged.prepare()
    staged.commit()
    expect(workspace.stage().wasRead('data.csv')).toBe(false)
  }))

test('a file that someone else changed during the call is not overwritten', () =>
  inWorkspace(async ({ workspace, upload }) => {
    await upload('data.csv', 'old')
    const staged = workspace.stage()
    await staged.read('data.csv')
    await staged.write('data.csv', 'by the agent')
    await staged.write('other.txt', 'x')
    await upload('data.csv', 'by a person')
    await staged.prepare()
    expect(() => staged.commit()).toThrow('was changed by someone else')
    expect(await workspace.open('data.csv')?.text()).toBe('by a person')
    expect(workspace.find('other.txt')).toBeUndefined()
  }))

test('a file cannot lie where a folder is, nor below a file, staged or committed', () =>
  inWorkspace(async ({ workspace, change }) => {
    await change((files) => files.write('output/a.txt', 'a'))
    const staged = workspace.stage()
    await expect(staged.write('output', 'x')).rejects.toThrow('is a folder')
    await expect(staged.write('output/a.txt/b', 'x')).rejects.toThrow('is a file')
    await staged.write('new/b.txt', 'b')
    await expect(staged.write('new', 'x')).rejects.toThrow('is a folder')
    await expect(staged.write('new/b.txt/c', 'x')).rejects.toThrow('is a file')
  }))

test('a folder lists what lies below it and nothing whose name only begins alike', () =>
  inWorkspace(async ({ workspace, change }) => {
    await change(async (files) => {
      for (const path of ['site/index.html', 'site/a/b.css', 'site-old/index.html', 'site.txt']) {
        await files.write(path, path)
      }
    })
    expect(workspace.list('site').map((entry) => entry.path)).toEqual(['site/a/b.css', 'site/index.html'])
    expect(
      workspace
        .stage()
        .list('/mnt/okcomputer/site/')
        .map((entry) => entry.path),
    ).toHaveLength(2)
  }))

test('a missing file is answered with what there is instead', () =>
  inWorkspace(async ({ workspace, change }) => {
    await expect(workspace.stage().read('a.txt')).rejects.toThrow('the workspace is empty')
    await change((files) => files.write('output/a.txt', 'a'))
    await expect(workspace.stage().read('a.txt')).rejects.toThrow('Did you mean "output/a.txt"?')
    await expect(workspace.stage().read('output')).rejects.toThrow('"output" is a folder. Files in it: "output/a.txt"')
    await expect(workspace.stage().read('b.txt')).rejects.toThrow(ToolError)
  }))

test('one call cannot hold more than its memory allows', () =>
  inWorkspace(async ({ workspace }) => {
    const staged = workspace.stage()
    const chunk = new Uint8Array(20 * 1024 * 1024)
    await staged.write('1.bin', chunk)
    await staged.write('2.bin', chunk)
    await expect(staged.write('3.bin', chunk)).rejects.toThrow('at most 48 MiB')
    await staged.write('2.bin', chunk)
  }))

test('a removed file is gone for its own call at once and for others when it is committed', () =>
  inWorkspace(async ({ workspace, upload }) => {
    await upload('a/data.csv', 'x')
    const staged = workspace.stage()
    staged.remove('/mnt/okcomputer/a/data.csv')
    expect(staged.find('a/data.csv')).toBeUndefined()
    expect(staged.list('')).toEqual([])
    await expect(staged.read('a/data.csv')).rejects.toThrow('the workspace is empty')
    expect(() => staged.remove('a/data.csv')).toThrow('There is no file')
    expect(workspace.find('a/data.csv')).toBeDefined()

    await staged.write('a', 'a file where a folder was')
    await staged.prepare()
    expect(staged.commit()).toEqual([
      { path: 'a/data.csv', change: 'removed' },
      { path: 'a', change: 'added' },
    ])
    expect(workspace.list().map(({ path }) => path)).toEqual(['a'])
  }))

test('what a call made and removed again was never there', () =>
  inWorkspace(async ({ workspace }) => {
    const staged = workspace.stage()
    await staged.write('a.txt', 'x')
    staged.remove('a.txt')
    expect(staged.commit()).toEqual([])
  }))

test('two files change places without their bytes being read, and neither object is lost', () =>
  inWorkspace(async ({ workspace, change, keys }) => {
    await change((files) => files.write('a.bin', largeBytes(1)))
    await change((files) => files.write('b.bin', largeBytes(2)))
    await change(async (files) => {
      const [a, b] = files.list('')
      if (!a || !b) throw new Error('Both files are there.')
      files.remove('a.bin')
      files.remove('b.bin')
      files.copy(b, 'a.bin')
      files.copy(a, 'b.bin')
      expect(await (await files.read('a.bin')).bytes()).toEqual(largeBytes(2))
    })
    await workspace.sweep()
    expect(await workspace.open('a.bin')?.bytes()).toEqual(largeBytes(2))
    expect(await workspace.open('b.bin')?.bytes()).toEqual(largeBytes(1))
    expect(await keys()).toHaveLength(2)
  }))

test('a file made by the same call is copied like any other', () =>
  inWorkspace(async ({ workspace, change }) => {
    await change(async (files) => {
      files.copy(await files.write('a.txt', 'x'), 'b.txt')
      files.remove('a.txt')
    })
    expect(workspace.list().map(({ path }) => path)).toEqual(['b.txt'])
    expect(await workspace.open('b.txt')?.text()).toBe('x')
  }))

test('a file that someone else changed during the call is not removed', () =>
  inWorkspace(async ({ workspace, upload }) => {
    await upload('data.csv', 'old')
    const staged = workspace.stage()
    staged.remove('data.csv')
    await upload('data.csv', 'new')
    await staged.prepare()
    expect(() => staged.commit()).toThrow('was changed by someone else')
    expect(await workspace.open('data.csv')?.text()).toBe('new')
  }))

test('a copy outlives its source, whoever removes that meanwhile', () =>
  inWorkspace(async ({ workspace, upload }) => {
    await upload('data.csv', 'x')
    const staged = workspace.stage()
    const [source] = staged.list('')
    if (!source) throw new Error('The upload is there.')
    staged.copy(source, 'copy.csv')
    workspace.remove('data.csv')
    await staged.prepare()
    staged.commit()
    await workspace.sweep()
    expect(await workspace.open('copy.csv')?.text()).toBe('x')
  }))
