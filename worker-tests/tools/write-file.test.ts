import { expect, test } from 'vitest'
import * as z from 'zod'
import { PREVIEW_CHARS, Preview } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, largeBytes } from '../support/workspace'

test('a new file is written, with its folders, and its path and size told', () =>
  inWorkspace(async (place) => {
    const input = { file_path: '/mnt/okcomputer/output/a/é.md', content: '# é\n' }
    const { content, preview } = await callTool('write_file', input, place)
    expect(JSON.parse(String(content))).toEqual({ path: 'output/a/é.md', sizeBytes: 5 })
    expect(preview).toEqual({ kind: 'markdown', title: 'output/a/é.md', path: 'output/a/é.md', text: '# é\n' })
    expect(await place.workspace.open('output/a/é.md')?.text()).toBe('# é\n')
  }))

test('its own file may be written again, an upload only after it was read, and not after it changed', () =>
  inWorkspace(async (place) => {
    const write = (content: string) => callTool('write_file', { file_path: 'data.csv', content }, place)
    await place.upload('data.csv', 'by a person')
    await expect(write('x')).rejects.toThrow('"data.csv" exists and you have not read what it holds now')
    await callTool('read_file', { file_path: './data.csv' }, place)
    await write('by the agent')
    await write('again')
    await place.upload('data.csv', 'by a person again')
    await expect(write('x')).rejects.toThrow('have not read')
    expect(await place.workspace.open('data.csv')?.text()).toBe('by a person again')
  }))

test('append adds to the end, byte for byte, and creates what is not there', () =>
  inWorkspace(async (place) => {
    const append = (content: string) => callTool('write_file', { file_path: 'log.txt', content, append: true }, place)
    await append('one\n')
    await append('two')
    await append('é')
    expect(await place.workspace.open('log.txt')?.text()).toBe('one\ntwoé')

    const bytes = largeBytes(1, 50_000)
    await place.upload('raw.bin', bytes)
    await callTool('write_file', { file_path: 'raw.bin', content: '!', append: true }, place)
    expect(await place.workspace.open('raw.bin')?.bytes()).toEqual(new Uint8Array([...bytes, 33]))
  }))

test('a hundred thousand characters are fine, one more is a sentence', () =>
  inWorkspace(async (place) => {
    await callTool('write_file', { file_path: 'a.txt', content: 'x'.repeat(100_000) }, place)
    expect(place.workspace.find('a.txt')?.sizeBytes).toBe(100_000)
    const tooLong = callTool('write_file', { file_path: 'b.txt', content: 'x'.repeat(100_001) }, place)
    await expect(tooLong).rejects.toThrow('The content has 100001 characters; one call takes at most 100000')
    expect(place.workspace.find('b.txt')).toBeUndefined()
  }))

test('a path that leaves the workspace, or a folder, is a sentence', () =>
  inWorkspace(async (place) => {
    const write = (file_path: string) => callTool('write_file', { file_path, content: 'x' }, place)
    await expect(write('../x')).rejects.toThrow('leaves the workspace')
    await expect(write('/etc/passwd')).rejects.toThrow('leaves the workspace')
    await write('output/a.txt')
    await expect(write('output')).rejects.toThrow('is a folder')
    await expect(write('output/a.txt/b')).rejects.toThrow('is a file')
  }))

test('separated values are seen as a table once they are there, and what is added as text', () =>
  inWorkspace(async (place) => {
    const content = `name,n\n"a, b",1\n${'c,2\n'.repeat(300)}`
    const input = { file_path: 'output/a.csv', content }
    expect(previewOf('write_file', input)).toMatchObject({ kind: 'file', lines: 302 })
    const { content: told, preview } = await callTool('write_file', input, place)
    expect(JSON.parse(String(told))).toEqual({ path: 'output/a.csv', sizeBytes: content.length })
    if (preview.kind !== 'table') throw new Error('It is no table.')
    expect(preview.table).toMatchObject({ columns: ['name', 'n'], totalRows: 301, data: { name: 'a.csv' } })
    expect(preview.table.rows).toHaveLength(200)
    expect(preview.table.rows[0]).toEqual(['a, b', 1])
    const { preview: added } = await callTool('write_file', { ...input, content: 'd,3\n', append: true }, place)
    expect(added).toMatchObject({ kind: 'file', text: 'd,3\n' })
    // What was shown first is kept as it was.
    const kept = place.workspace.locateAttachment(preview.table.data?.attachmentId ?? '')
    expect(kept?.entry.sizeBytes).toBe(content.length)
  }))

test('its parameters are those of the contract', () => {
  expect(z.toJSONSchema(toolNamed('write_file').input, { io: 'input' })).toMatchObject({
    required: ['file_path', 'content'],
    properties: {
      file_path: { type: 'string' },
      content: { type: 'string' },
      append: { type: 'boolean', default: false },
    },
  })
})

test('while the text streams its newest lines are seen, afterwards its beginning', () =>
  inWorkspace(async (place) => {
    const content = Array.from({ length: 5000 }, (_, n) => `line ${n + 1}`).join('\n')
    const streaming = previewOf('write_file', { file_path: '/mnt/okcomputer/a.txt', content })
    if (streaming.kind !== 'file') throw new Error('Not a file.')
    expect(streaming).toMatchObject({ title: 'a.txt', path: 'a.txt', cut: true, lines: 5000 })
    expect(streaming.text.length).toBeLessThanOrEqual(PREVIEW_CHARS)
    expect(streaming.text.startsWith(`line ${streaming.firstLine}\n`)).toBe(true)
    expect(streaming.text.endsWith('line 5000')).toBe(true)

    const { preview } = await callTool('write_file', { file_path: 'a.txt', content }, place)
    expect(preview).toEqual({
      kind: 'file',
      title: 'a.txt',
      path: 'a.txt',
      text: content.slice(0, PREVIEW_CHARS),
      lines: 5000,
      cut: true,
    })
    for (const input of brokenInputs) Preview.parse(previewOf('write_file', input))
  }))
