import { strFromU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ARCHIVE_MAX_BYTES, ArchiveError } from '../../src/archives/allowance'
import { unzip } from '../../src/archives/unzip'
import { Random } from '../support/random'
import { end, joined, makeZip } from './make-zip'

const text = (archive: Uint8Array) =>
  unzip(archive).map(({ path, isFolder, read }) => (isFolder ? `${path}/` : `${path}=${strFromU8(read())}`))

const zeros = (sizeBytes: number) => new Uint8Array(sizeBytes)

test('an archive opens to its files and folders, packed or stored, with zip64 fields or without', () => {
  const entries = [
    { name: 'docs/', method: 0 },
    { name: 'docs/käse.txt', content: 'Käse' },
    { name: './plain.txt', content: 'as it is', method: 0 },
    { name: 'empty' },
  ]
  const files = ['docs/', 'docs/käse.txt=Käse', 'plain.txt=as it is', 'empty=']
  expect(text(makeZip(entries))).toEqual(files)
  expect(
    text(
      makeZip(
        entries.map((entry) => ({ ...entry, zip64: true })),
        { zip64: true },
      ),
    ),
  ).toEqual(files)
  expect(text(zipSync({ a: new Uint8Array([97]) }))).toEqual(['a=a'])
})

describe('a bomb', () => {
  test('that packs tightly is given up long before its end', () => {
    const [file] = unzip(makeZip([{ name: 'a', content: zeros(40_000_000) }]))
    expect(() => file?.read()).toThrow('far more than its size')
  })

  test('that unpacks to more than is allowed is given up there, over all its files', () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000))
    const large = joined([noise, zeros(2_000_000)])
    const files = unzip(
      makeZip([
        { name: 'a', content: large },
        { name: 'b', content: large },
      ]),
      3_000_000,
    )
    expect(files[0]?.read()).toEqual(large)
    expect(() => files[1]?.read()).toThrow('far more than its size')
    expect(ARCHIVE_MAX_BYTES).toBe(200_000_000)
  })

  test('that claims to be small is counted as it comes', () => {
    const [file] = unzip(makeZip([{ name: 'a', content: zeros(40_000_000), unpackedBytes: 10 }]))
    expect(() => file?.read()).toThrow('far more than its size')
  })

  test('of entries that share their bytes is refused', () => {
    const kernel = { name: 'a', content: zeros(500_000) }
    const others = Array.from({ length: 500 }, (_, n) => ({ name: `f${n}`, method: 0, start: 0 }))
    const packedBytes = 600
    expect(() => unzip(makeZip([kernel, ...others.map((each) => ({ ...each, packedBytes }))]))).toThrow(ArchiveError)
  })

  test('within an archive stays packed, however often it holds itself', () => {
    let nested: Uint8Array = makeZip([{ name: 'bomb', content: zeros(900_000) }])
    for (let depth = 0; depth < 5; depth += 1) {
      const inside = nested
      nested = makeZip(Array.from({ length: 16 }, (_, n) => ({ name: `${n}.zip`, content: inside })))
    }
    const files = unzip(nested)
    expect(files.map(({ path }) => path)).toEqual(Array.from({ length: 16 }, (_, n) => `${n}.zip`))
    expect(files.reduce((sum, { read }) => sum + read().length, 0)).toBeLessThan(1_000_000)
  })

  test('of 1,001 entries is refused, and of 1,000 is opened', () => {
    const many = (count: number) => makeZip(Array.from({ length: count }, (_, n) => ({ name: String(n) })))
    expect(unzip(many(1000))).toHaveLength(1000)
    expect(() => unzip(many(1001))).toThrow('more than 1000 entries')
  })
})

test.each([
  '/etc/passwd',
  '../a',
  'a/../../b',
  'a/..',
  '..',
  '..\\a',
  'a\\..\\b',
  'C:/windows',
  'c:a',
  'a\u0000.txt',
  'a\nb',
  '//host/share',
])('the name %j leads out and is refused', (name) => {
  expect(() => unzip(makeZip([{ name: 'good' }, { name }]))).toThrow('leads out of its folder')
})

test.each([
  ['a symbolic link', { mode: 0xa1ff, content: '/etc/passwd' }, 'a link or a device'],
  ['a device', { mode: 0x6000 }, 'a link or a device'],
  ['a pipe of another maker', { mode: 0x1000, madeBy: 19 }, 'a link or a device'],
  ['an entry under a password', { flags: 1 }, 'locked by a password'],
  ['a second file of one name', { name: './good' }, 'twice'],
  ['an entry that begins behind the end', { start: 1e9 }, 'damaged'],
  ['an entry longer than the archive', { packedBytes: 1e6 }, 'damaged'],
  ['a zip64 entry of 16 exabytes', { zip64: true, packedBytes: 2 ** 62 }, 'damaged'],
  ['a zip64 entry that begins nowhere', { zip64: true, start: 2 ** 52 }, 'damaged'],
])('an archive with %s is refused', (_, lie, sentence) => {
  expect(() => unzip(makeZip([{ name: 'good' }, { name: 'bad', content: 'x', ...lie }]))).toThrow(sentence)
})

test.each([
  ['a length that is not true', { unpackedBytes: 3 }, 'damaged'],
  ['a packing that nobody knows', { method: 99 }, 'unknown here'],
])('a file with %s is not unpacked', (_, lie, sentence) => {
  const [file] = unzip(makeZip([{ name: 'a', content: 'hello', ...lie }]))
  expect(() => file?.read()).toThrow(sentence)
})

test.each([
  ['nothing', zeros(0)],
  ['zeros', zeros(1000)],
  ['an end alone that claims a directory', end({ entries: 9, size: 100, start: 0 })],
  ['a directory that claims to lie in itself', end({ entries: 1, size: 22, start: 0 })],
])('%s is no archive', (_, bytes) => {
  expect(() => unzip(bytes)).toThrow('damaged')
})

test('an end without entries is an empty archive', () => {
  expect(unzip(end({ entries: 0, size: 0, start: 0 }))).toEqual([])
})

test('an archive cut anywhere, or with any byte changed, is read or refused in a sentence, never more', () => {
  const whole = makeZip(
    [
      { name: 'a.txt', content: 'hello '.repeat(20) },
      { name: 'b/c.txt', content: 'x', zip64: true },
    ],
    { zip64: true },
  )
  const random = new Random(7)
  const variants = [
    ...Array.from(whole, (_, length) => whole.subarray(0, length)),
    ...Array.from(whole, (_, at) =>
      whole.map((byte, place) => (place === at ? byte ^ (1 + random.between(0, 254)) : byte)),
    ),
  ]
  let refused = 0
  for (const variant of variants) {
    try {
      for (const { read } of unzip(variant)) read()
    } catch (error) {
      expect(error).toBeInstanceOf(ArchiveError)
      expect(String(error)).toMatch(/^ArchiveError: [A-Z].*[.]$/)
      refused += 1
    }
  }
  expect(refused).toBeGreaterThan(whole.length)
})
