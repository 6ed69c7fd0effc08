import { expect, test } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, largeBytes, type WorkspaceTest } from '../support/workspace'

const sh = async (place: WorkspaceTest, command: string, more: object = {}) =>
  (await callTool('shell', { command, ...more }, place)).content

test('a file written by any other hand is seen by a command, and what a command writes by everyone', () =>
  inWorkspace(async (place) => {
    await place.upload('data.csv', 'name,age\nAda,36\nAlan,41\n')
    await callTool('write_file', { file_path: 'notes/a.txt', content: 'one\n' }, place)
    expect(await sh(place, 'pwd; cat data.csv notes/a.txt | wc -l; ls')).toBe(
      '/mnt/okcomputer\n4\ndata.csv\nnotes\noutput',
    )
    await sh(place, "sed 's/Ada/Grace/' data.csv > output/new.csv; echo two >> notes/a.txt")
    expect(await place.workspace.open('output/new.csv')?.text()).toBe('name,age\nGrace,36\nAlan,41\n')
    expect(await place.workspace.open('notes/a.txt')?.text()).toBe('one\ntwo\n')
    expect(place.workspace.find('data.csv')?.origin).toBe('upload')
    expect(place.workspace.find('output/new.csv')?.origin).toBe('agent')
  }))

test('files are removed, renamed and copied, whole folders too', () =>
  inWorkspace(async (place) => {
    await place.upload('old/a.txt', 'a')
    await place.upload('old/deep/b.bin', largeBytes(1))
    await place.upload('c.txt', 'c')
    await sh(place, 'mv old new; cp -r new copy; rm c.txt; mkdir empty')
    expect(place.workspace.list().map(({ path }) => path)).toEqual([
      'copy/a.txt',
      'copy/deep/b.bin',
      'new/a.txt',
      'new/deep/b.bin',
    ])
    expect(await place.workspace.open('copy/deep/b.bin')?.bytes()).toEqual(largeBytes(1))
    await place.workspace.sweep()
    expect(await place.keys()).toHaveLength(1)
  }))

test('a fresh shell for each call: only files persist', () =>
  inWorkspace(async (place) => {
    expect(await sh(place, 'cd /tmp; x=5; echo kept > f; export y=1; cat f')).toBe('kept')
    expect(await sh(place, 'pwd; echo "[$x$y]"; ls /tmp; alias')).toBe('/mnt/okcomputer\n[]')
    expect(place.workspace.list()).toEqual([])
  }))

test('both streams, the exit code, and silence', () =>
  inWorkspace(async (place) => {
    expect(await sh(place, 'echo out; echo err >&2; echo again; exit 3')).toBe('out\nerr\nagain\n[Exit code 3.]')
    expect(await sh(place, 'true')).toBe('[No output.]')
    expect(await sh(place, 'false')).toBe('[Exit code 1.]')
    expect(await sh(place, 'echo "unclosed')).toContain('unexpected EOF')
    const { preview } = await callTool('shell', { command: 'echo hi', description: 'Say hi' }, place)
    expect(preview).toEqual({ kind: 'terminal', title: 'Say hi', command: 'echo hi', text: 'hi\n', exitCode: 0 })
  }))

test('a command that takes too long is stopped, and what it had written is kept', () =>
  inWorkspace(async (place) => {
    const command = 'echo first > a.txt; echo started; while true; do :; done; echo never'
    const content = await sh(place, command, { timeout: 300 })
    expect(content).toBe(
      'started\n[Stopped after 300 ms. Give a longer timeout (600000 at most), or do it in smaller steps.]\n[Exit code 124.]',
    )
    expect(await place.workspace.open('a.txt')?.text()).toBe('first\n')
    expect(await sh(place, 'sleep 60', { timeout: 50 })).toContain('Stopped after 50 ms')
  }))

test('while a command computes, others get the processor', () =>
  inWorkspace(async (place) => {
    let others = 0
    const timer = setInterval(() => others++, 20)
    await sh(place, 'f() { :; }; while true; do f; ((i++)); done', { timeout: 500 })
    clearInterval(timer)
    expect(others).toBeGreaterThan(3)
  }))

test('an endless print ends, and the turn goes on', () =>
  inWorkspace(async (place) => {
    const content = String(await sh(place, "while true; do printf '%010000d' 1; done"))
    expect(content).toContain('printed more than 10 MiB')
    expect(content).toContain('Exit code 141')
  }))

test('a file that a person changed meanwhile is left as they made it', () =>
  inWorkspace(async (place) => {
    await place.upload('a.txt', 'old')
    await place.upload('b.txt', 'old')
    const running = sh(place, 'echo mine > a.txt; rm b.txt; echo new > c.txt; sleep 0.2')
    await place.upload('a.txt', 'theirs')
    await place.upload('b.txt', 'theirs')
    await place.upload('d.txt', 'theirs')
    expect(await running).toContain('"a.txt" was changed by someone else while the command ran')
    const texts = place.workspace.list().map(async ({ path }) => [path, await place.workspace.open(path)?.text()])
    expect(Object.fromEntries(await Promise.all(texts))).toEqual({
      'a.txt': 'theirs',
      'b.txt': 'theirs',
      'c.txt': 'new\n',
      'd.txt': 'theirs',
    })
  }))

test('links live for the call; a link to a file is kept as a copy', () =>
  inWorkspace(async (place) => {
    const content = await sh(
      place,
      'echo x > a.txt; ln -s a.txt b.txt; ln -s nowhere c; cat b.txt; chmod +x a.txt; stat -c %a a.txt',
    )
    expect(content).toContain('x\n755\n["c" is not kept')
    expect(await place.workspace.open('b.txt')?.text()).toBe('x\n')
  }))

test('names that the workspace cannot keep are refused where they are given', () =>
  inWorkspace(async (place) => {
    expect(await sh(place, "touch 'a\\b'")).toContain('backslash')
    expect(await sh(place, `touch ${'x'.repeat(300)}`)).toContain('longer than 255 bytes')
    expect(await sh(place, "touch '/tmp/a\\b' && echo fine")).toBe('fine')
    expect(place.workspace.list()).toEqual([])
  }))

test('a file larger than memory allows is refused by a sentence, and can still be moved', () =>
  inWorkspace(async (place) => {
    await place.upload('big.bin', new Uint8Array(33 * 1024 * 1024))
    expect(await sh(place, 'wc -c big.bin')).toContain('larger than the 32 MiB that a command can open')
    expect(await sh(place, 'mv big.bin moved.bin; stat -c %s moved.bin')).toBe('34603008')
    expect(place.workspace.find('moved.bin')?.sizeBytes).toBe(33 * 1024 * 1024)
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('shell')
  expect(effect).toBe('workspace')
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['command'],
    properties: {
      command: { type: 'string' },
      description: { type: 'string' },
      timeout: { type: 'integer', default: 60_000 },
    },
  })
})

test('before it ran the command is seen', () => {
  expect(previewOf('shell', { command: 'ls\npwd' })).toEqual({
    kind: 'terminal',
    title: 'ls',
    command: 'ls\npwd',
    text: '',
    exitCode: null,
  })
  for (const input of brokenInputs) Preview.parse(previewOf('shell', input))
})
