import { expect, test } from 'vitest'
import * as z from 'zod'
import { PREVIEW_CHARS, Preview } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, largeBytes, type WorkspaceTest } from '../support/workspace'

const PAGE = '<html>\n  <h1>Bread</h1>\n  <p>Fresh daily</p>\n  <p>Open</p>\n</html>\n'

function edit(place: WorkspaceTest, old_string: string, new_string: string, more: object = {}) {
  return callTool('edit_file', { file_path: 'index.html', old_string, new_string, ...more }, place)
}

async function withPage<R>(text: string, act: (place: WorkspaceTest) => Promise<R>): Promise<R> {
  return inWorkspace(async (place) => {
    await callTool('write_file', { file_path: 'index.html', content: text }, place)
    return act(place)
  })
}

test('one place is replaced, told with path and size, and seen as a diff with its surroundings', () =>
  withPage(PAGE, async (place) => {
    const { content, preview } = await edit(place, 'Bread', 'Bread & $& Cake')
    expect(await place.workspace.open('index.html')?.text()).toBe(PAGE.replace('Bread', () => 'Bread & $& Cake'))
    expect(JSON.parse(String(content))).toEqual({ path: 'index.html', sizeBytes: PAGE.length + 10 })
    expect(preview).toEqual({
      kind: 'diff',
      title: 'index.html',
      path: 'index.html',
      lines: [
        { kind: 'keep', text: '<html>' },
        { kind: 'remove', text: '  <h1>Bread</h1>' },
        { kind: 'add', text: '  <h1>Bread & $& Cake</h1>' },
        { kind: 'keep', text: '  <p>Fresh daily</p>' },
        { kind: 'keep', text: '  <p>Open</p>' },
        { kind: 'keep', text: '</html>' },
      ],
      added: 1,
      removed: 1,
    })
  }))

test('several places are an error that names their lines, unless all are to be replaced', () =>
  withPage(PAGE, async (place) => {
    await expect(edit(place, '<p>', '<b>')).rejects.toThrow('old_string stands 2 times, at lines 3, 4.')
    await edit(place, '<p>', '<b>', { replace_all: true })
    expect(await place.workspace.open('index.html')?.text()).toBe(PAGE.replaceAll('<p>', '<b>'))
    await edit(place, '  <b>Open</p>\n', '', { replace_all: true })
    expect(await place.workspace.open('index.html')?.text()).toBe(
      '<html>\n  <h1>Bread</h1>\n  <b>Fresh daily</p>\n</html>\n',
    )
  }))

test('only what was read or written may be edited, and not after someone else changed it', () =>
  inWorkspace(async (place) => {
    await expect(edit(place, 'a', 'b')).rejects.toThrow('There is no file "index.html"')
    await place.upload('index.html', PAGE)
    await expect(edit(place, 'Bread', 'Cake')).rejects.toThrow('You have not read what "index.html" holds now')
    await expect(edit(place, 'Bread', 'Cake')).rejects.toThrow('You have not read')
    await callTool('read_file', { file_path: 'index.html' }, place)
    await edit(place, 'Bread', 'Cake')
    await place.upload('index.html', PAGE)
    await expect(edit(place, 'Bread', 'Cake')).rejects.toThrow('You have not read')
  }))

test.each([
  ['white space', '<h1>Bread</h1>\n<p>Fresh daily</p>', 'Lines 2-3 differ only in white space'],
  ['tabs for spaces', '\t<p>Open</p>', 'Line 4 differs only in white space'],
  ['line numbers', '     2\t  <h1>Bread</h1>', 'line numbers of read_file'],
  ['a wrong word', '  <p>Fresh bread daily</p>', 'most like its first is line 3: "  <p>Fresh daily</p>"'],
  ['nothing alike', 'zzzzzz qqqqqq', 'Nothing in it is like that'],
])('text that is not there because of %s is answered with a hint', (_, old_string, hint) =>
  withPage(PAGE, async (place) => {
    await expect(edit(place, old_string, 'x')).rejects.toThrow(hint)
    expect(await place.workspace.open('index.html')?.text()).toBe(PAGE)
  }),
)

test('a file whose lines end in CRLF is edited by lines as read_file shows them, and keeps its ends', () =>
  withPage(PAGE.replaceAll('\n', '\r\n'), async (place) => {
    await edit(place, '  <p>Fresh daily</p>\n  <p>Open</p>', '  <p>Open</p>\n  <p>New</p>')
    const expected = '<html>\r\n  <h1>Bread</h1>\r\n  <p>Open</p>\r\n  <p>New</p>\r\n</html>\r\n'
    expect(await place.workspace.open('index.html')?.text()).toBe(expected)
  }))

test('a byte order mark stays', () =>
  withPage('\ufeffone', async (place) => {
    await edit(place, 'one', 'two')
    expect(await place.workspace.open('index.html')?.bytes()).toEqual(new Uint8Array([0xef, 0xbb, 0xbf, 116, 119, 111]))
  }))

test('nothing to look for, nothing to change, no text, and too much are sentences', () =>
  withPage(PAGE, async (place) => {
    await expect(edit(place, '', 'x')).rejects.toThrow('old_string is empty')
    await expect(edit(place, 'Bread', 'Bread')).rejects.toThrow('are the same')
    const growth = edit(place, 'e', 'x'.repeat(5_000_000), { replace_all: true })
    await expect(growth).rejects.toThrow('would grow past')
    await place.upload('raw.bin', largeBytes(1))
    await callTool('write_file', { file_path: 'raw.bin', content: 'text', append: true }, place)
    const binary = callTool('edit_file', { file_path: 'raw.bin', old_string: 'text', new_string: 'x' }, place)
    await expect(binary).rejects.toThrow('is not UTF-8 text')
  }))

test('two changes far apart are shown with a gap between', () => {
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`)
  return withPage(`first x\n${lines.join('\n')}\nlast x\n`, async (place) => {
    const { preview } = await edit(place, 'x', 'y', { replace_all: true })
    if (preview.kind !== 'diff') throw new Error('Not a diff.')
    expect([preview.added, preview.removed]).toEqual([2, 2])
    expect(preview.lines).toContainEqual({ kind: 'keep', text: '⋯' })
    expect(preview.lines.length).toBe(11)
  })
})

test('its parameters are those of the contract', () => {
  expect(z.toJSONSchema(toolNamed('edit_file').input, { io: 'input' })).toMatchObject({
    required: ['file_path', 'old_string', 'new_string'],
    properties: { replace_all: { type: 'boolean', default: false } },
  })
})

test('while the arguments stream the lines to go and to come are seen, cut to what a preview holds', () => {
  expect(previewOf('edit_file', { file_path: 'a.txt', old_string: 'one\ntwo\n', new_string: 'on' })).toEqual({
    kind: 'diff',
    title: 'a.txt',
    path: 'a.txt',
    lines: [
      { kind: 'remove', text: 'one' },
      { kind: 'remove', text: 'two' },
      { kind: 'add', text: 'on' },
    ],
    added: 1,
    removed: 2,
  })
  const long = previewOf('edit_file', { old_string: 'a\n'.repeat(20_000), new_string: 'b'.repeat(50_000) })
  if (long.kind !== 'diff') throw new Error('Not a diff.')
  expect(long).toMatchObject({ cut: true, removed: 20_000, added: 1 })
  expect(long.lines.reduce((chars, { text }) => chars + text.length, 0)).toBeLessThanOrEqual(PREVIEW_CHARS)
  for (const input of brokenInputs) Preview.parse(previewOf('edit_file', input))
})
