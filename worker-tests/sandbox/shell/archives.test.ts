import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { writeTar } from '../../../src/sandbox/shell/commands/archives/tar-format'
import { gzipSync } from '../../../src/sandbox/shell/zlib'
import { callTool } from '../../support/tool-call'
import { inWorkspace, type WorkspaceTest } from '../../support/workspace'

const sh = async (place: WorkspaceTest, command: string) =>
  String((await callTool('shell', { command }, place)).content)

const entry = (path: string, more: object = {}) => ({
  path,
  kind: 'file' as const,
  mode: 0o644,
  modifiedAt: 1_700_000_000_000,
  bytes: new TextEncoder().encode('x'),
  ...more,
})

test('what is packed here unpacks to the same, whatever the names', () =>
  inWorkspace(async (place) => {
    const deep = `${'long-folder-name/'.repeat(8)}file with spaces é.txt`
    await place.upload(`in/${deep}`, 'deep')
    await place.upload(
      'in/binary.bin',
      Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256),
    )
    const told = await sh(
      place,
      'tar czf a.tgz in && mkdir t && tar xzf a.tgz -C t && diff -r in t/in && echo tar; ' +
        'zip -qr a.zip in && unzip -q a.zip -d z && diff -r in z/in && echo zip; tar tf a.tgz | wc -l; unzip -l a.zip | tail -1',
    )
    expect(told).toMatch(/^tar\nzip\n11\n .*11 files$/)
  }))

test('an archive with a path out, a link or too many entries is not opened', () =>
  inWorkspace(async (place) => {
    const link = writeTar([entry('a')])
    link[156] = '2'.charCodeAt(0)
    const sum = link.subarray(0, 512).reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
    link.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
    await place.upload('link.tar', link)
    await place.upload('out.tar', writeTar([entry('../out.txt')]))
    await place.upload('absolute.tar', writeTar([entry('/etc/passwd')]))
    await place.upload('many.tar', writeTar(Array.from({ length: 1001 }, (_, at) => entry(`${at}`))))
    await place.upload('out.zip', zipSync({ '../out.txt': new Uint8Array(1) }))
    expect(await sh(place, 'tar xf link.tar')).toContain('a link or a device')
    expect(await sh(place, 'tar xf out.tar')).toContain('leads out of its folder')
    expect(await sh(place, 'tar xf absolute.tar')).toContain('leads out of its folder')
    expect(await sh(place, 'tar xf many.tar')).toContain('more than 1000 entries')
    expect(await sh(place, 'unzip out.zip')).toContain('leads out of its folder')
    expect(place.workspace.list().filter(({ origin }) => origin === 'agent')).toEqual([])
  }))

test('a bomb is noticed while it unpacks', () =>
  inWorkspace(async (place) => {
    const zeros = new Uint8Array(8 * 1024 * 1024)
    await place.upload('bomb.zip', zipSync({ 'zeros.bin': zeros }))
    await place.upload('bomb.tgz', gzipSync(writeTar([entry('zeros.bin', { bytes: zeros })])))
    expect(await sh(place, 'unzip bomb.zip')).toContain('unpacks to far more than its size')
    expect(await sh(place, 'tar xzf bomb.tgz')).toContain('unpacks to far more than its size')
    expect(place.workspace.find('zeros.bin')).toBeUndefined()
  }))

test('globs of many stars pick names at once, and the right ones', () =>
  inWorkspace(async (place) => {
    const name = `d/${'a'.repeat(200)}`
    await place.upload(name, 'x')
    await place.upload('d/keep.txt', 'x')
    await place.upload('d/a-*.md', 'x')
    const stars = `${'*a'.repeat(12)}*b`
    expect(await sh(place, `tar cf a.tar --exclude='${stars}' d && tar tf a.tar`)).toContain(name)
    expect(await sh(place, `zip -qr a.zip d -x '${stars}' && unzip -l a.zip '*.m?' | grep -c a-`)).toBe('1')
    expect(await sh(place, "tar cf b.tar --exclude='*a*a*' --exclude='k??p*' d && tar tf b.tar")).toBe('d/\nd/a-*.md')
    expect(await sh(place, "tar tf a.tar 'd/*.txt' 'd/a-?.md'")).toBe('d/a-*.md\nd/keep.txt')
  }))
