import { expect, test } from 'vitest'
import * as z from 'zod'
import { Preview } from '../../src/wire/preview'
import { xlsx } from '../support/documents'
import { png } from '../support/pictures'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, type WorkspaceTest } from '../support/workspace'

function read(place: WorkspaceTest, file_path: string, more: object = {}) {
  return callTool('read_file', { file_path, ...more }, place)
}

async function textOf(place: WorkspaceTest, file_path: string, more: object = {}): Promise<string> {
  return String((await read(place, file_path, more)).content)
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n + 1}`).join('\n')

test('a short text comes whole, numbered as cat -n numbers it', () =>
  inWorkspace(async (place) => {
    await place.upload('a.txt', 'one\r\n\ttwo\n\nfour é\n')
    expect(await textOf(place, '/mnt/okcomputer/a.txt')).toBe('     1\tone\n     2\t\ttwo\n     3\t\n     4\tfour é')
    const { preview } = await read(place, 'a.txt')
    expect(preview).toEqual({ kind: 'file', title: 'a.txt', path: 'a.txt', text: 'one\n\ttwo\n\nfour é', lines: 4 })
    await place.upload('no-end.txt', 'one\ntwo')
    expect(await textOf(place, 'no-end.txt')).toBe('     1\tone\n     2\ttwo')
  }))

test('the first hundred lines come of a long text, with how to go on', () =>
  inWorkspace(async (place) => {
    await place.upload('long.txt', lines(250))
    const first = (await textOf(place, 'long.txt')).split('\n')
    expect(first).toHaveLength(101)
    expect(first[99]).toBe('   100\tline 100')
    expect(first[100]).toBe('[Lines 1-100 of 250. To go on, read with offset 101.]')
    expect(await textOf(place, 'long.txt', { offset: 249, limit: 50 })).toBe(
      '   249\tline 249\n   250\tline 250\n[Lines 249-250 of 250.]',
    )
    const { preview } = await read(place, 'long.txt', { offset: 10, limit: 1 })
    expect(preview).toMatchObject({ text: 'line 10', firstLine: 10, lines: 250 })
    expect(await textOf(place, 'long.txt', { offset: 251 })).toBe('"long.txt" has 250 lines; none at 251 or after.')
    expect(await textOf(place, 'long.txt', { offset: 0, limit: 1 })).toContain('     1\tline 1\n')
    await expect(read(place, 'long.txt', { offset: -1 })).rejects.toThrow('counted from 1')
    await expect(read(place, 'long.txt', { limit: 0 })).rejects.toThrow('give 1 or more')
  }))

test('lines are counted exactly where chunks of a large file cut them, in the middle of a letter too', () =>
  inWorkspace(async (place) => {
    const text = Array.from({ length: 30_000 }, (_, n) => `行 ${n + 1} ${'é'.repeat(n % 7)}`).join('\n')
    await place.upload('large.txt', text)
    const got = await textOf(place, 'large.txt', { offset: 29_999, limit: 5 })
    expect(got).toBe(
      ` 29999\t行 29999 ${'é'.repeat(29_998 % 7)}\n 30000\t行 30000 ${'é'.repeat(29_999 % 7)}\n[Lines 29999-30000 of 30000.]`,
    )
  }))

test('a long line is cut with its length told, and a read has a limit of its own', () =>
  inWorkspace(async (place) => {
    await place.upload('exact.txt', 'x'.repeat(2000))
    expect(await textOf(place, 'exact.txt')).toBe(`     1\t${'x'.repeat(2000)}`)
    await place.upload('long.txt', `${'x'.repeat(2001)}\nnext`)
    expect(await textOf(place, 'long.txt')).toBe(
      `     1\t${'x'.repeat(2000)} [line cut here: it has 2001 characters]\n     2\tnext`,
    )
    await place.upload('wide.txt', Array.from({ length: 200 }, () => 'x'.repeat(2000)).join('\n'))
    const wide = await textOf(place, 'wide.txt', { limit: 1000 })
    expect(wide).toContain('[Lines 1-100 of 200. To go on, read with offset 101.]')
  }))

test('an empty file, a missing one and a folder are told as what they are', () =>
  inWorkspace(async (place) => {
    await place.upload('output/empty.txt', '')
    expect(await textOf(place, 'output/empty.txt')).toBe('"output/empty.txt" is empty.')
    await expect(read(place, 'nothing.txt')).rejects.toThrow('There is no file "nothing.txt"')
    await expect(read(place, 'output')).rejects.toThrow('"output" is a folder')
    await expect(read(place, '../x')).rejects.toThrow('leaves the workspace')
  }))

test('bytes that are no text are refused, UTF-16 with its mark is text', () =>
  inWorkspace(async (place) => {
    await place.upload('a.bin', new Uint8Array([1, 0, 2, 0]))
    await expect(read(place, 'a.bin')).rejects.toThrow('is binary (application/octet-stream, 4 bytes)')
    expect(place.workspace.stage().wasRead('a.bin')).toBe(false)
    await place.upload('a.csv', new Uint8Array([0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62, 0]))
    expect(await textOf(place, 'a.csv')).toBe('     1\ta\n     2\tb')
  }))

test('an image comes as an image, of the type and size that its bytes tell', () =>
  inWorkspace(async (place) => {
    const bytes = await png(12, 7)
    await place.upload('photo.jpg', bytes)
    const { content, preview } = await read(place, 'photo.jpg')
    expect(content).toEqual({
      text: `"photo.jpg": image/png, ${bytes.length} bytes.`,
      images: [{ path: 'photo.jpg', mediaType: 'image/png' }],
    })
    const attachment = {
      attachmentId: 'att_inv_test1_1',
      name: 'photo.jpg',
      type: 'image/png',
      sizeBytes: bytes.length,
    }
    const shown = { kind: 'image', title: 'photo.jpg', path: 'photo.jpg', sizeBytes: bytes.length }
    expect(preview).toEqual({ ...shown, width: 12, height: 7, attachment })
    await place.upload('fake.png', '<html>')
    await expect(read(place, 'fake.png')).rejects.toThrow('named like an image')
    await place.upload('huge.webp', new Uint8Array(5_000_001))
    await expect(read(place, 'huge.webp')).rejects.toThrow('larger than 5 MB')
  }))

test('Markdown is seen as Markdown from its beginning on, a later part as lines', () =>
  inWorkspace(async (place) => {
    await place.upload('a.md', '# One\n\nTwo\n')
    expect((await read(place, 'a.md')).preview).toEqual({
      kind: 'markdown',
      title: 'a.md',
      path: 'a.md',
      text: '# One\n\nTwo',
    })
    expect((await read(place, 'a.md', { limit: 1 })).preview).toMatchObject({
      kind: 'markdown',
      text: '# One',
      cut: true,
    })
    expect((await read(place, 'a.md', { offset: 3 })).preview).toMatchObject({
      kind: 'file',
      text: 'Two',
      firstLine: 3,
    })
  }))

test('separated values are seen as a table, however few lines the model asked for', () =>
  inWorkspace(async (place) => {
    await place.upload('a.csv', 'n;name\r\n1;"a;""b"""\r\n\r\n2;c\r\n')
    const { content, preview } = await read(place, 'a.csv', { limit: 1 })
    expect(content).toContain('     1\tn;name\n')
    const table = {
      columns: ['n', 'name'],
      rows: [
        [1, 'a;"b"'],
        [2, 'c'],
      ],
      totalRows: 2,
      data: null,
    }
    expect(preview).toEqual({ kind: 'table', title: 'a.csv', path: 'a.csv', table })
    expect((await read(place, 'a.csv', { offset: 2 })).preview).toMatchObject({ kind: 'file', firstLine: 2 })

    await place.upload('long.tsv', `n\tv\n${'1\t2\n'.repeat(500)}`)
    const { preview: long } = await read(place, 'long.tsv')
    const data = { name: 'long.tsv', type: 'text/tab-separated-values; charset=utf-8', sizeBytes: 2004 }
    expect(long).toMatchObject({ kind: 'table', table: { columns: ['n', 'v'], totalRows: 500, data } })
    await place.upload('words.csv', 'no table at all')
    expect((await read(place, 'words.csv')).preview.kind).toBe('file')
  }))

test('the first sheet of a workbook is seen as a table', () =>
  inWorkspace(async (place) => {
    const row = (...cells: string[]) => `<row>${cells.map((cell) => `<c t="str"><v>${cell}</v></c>`).join('')}</row>`
    const sheets = { Sales: `${row('month', 'sold')}${row('May', '12')}${row('June')}`, More: row('x') }
    await place.upload('a.xlsx', xlsx(sheets))
    const { content, preview } = await read(place, 'a.xlsx')
    expect(content).toContain('## Sales')
    const table = {
      columns: ['month', 'sold'],
      rows: [
        ['May', 12],
        ['June', null],
      ],
      totalRows: 2,
      data: null,
    }
    expect(preview).toEqual({ kind: 'table', title: 'a.xlsx', path: 'a.xlsx', table })
  }))

test('a read counts, so that an edit may follow', () =>
  inWorkspace(async (place) => {
    await place.upload('a.txt', 'x')
    await read(place, 'a.txt')
    expect(place.workspace.stage().wasRead('a.txt')).toBe(true)
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('read_file')
  expect(effect).toBe('none')
  expect(input.safeParse({ file_path: 'a', limit: 1.5 }).success).toBe(false)
  expect(input.safeParse({ file_path: 'a', pages: 1 }).success).toBe(false)
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['file_path'],
    properties: { file_path: { type: 'string' }, limit: { type: 'integer' }, offset: { type: 'integer' } },
  })
})

test('while the arguments stream, the path is seen', () => {
  const preview = previewOf('read_file', { file_path: '/mnt/okcomputer/output/a.t' })
  expect(preview).toEqual({ kind: 'file', title: 'output/a.t', path: 'output/a.t', text: '', lines: null })
  for (const input of brokenInputs) Preview.parse(previewOf('read_file', input))
})
