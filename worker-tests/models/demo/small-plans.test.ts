import type { LanguageModelV4Message } from '@ai-sdk/provider'
import { describe, expect, test } from 'vitest'
import { callsOf, play, workspace } from '../../support/demo'

describe('a to-do list', () => {
  test.each([
    ['Todo: buy flour, call the mill and bake bread', ['buy flour', 'call the mill', 'bake bread']],
    ['待办：买面粉、给磨坊打电话、烤面包', ['买面粉', '给磨坊打电话', '烤面包']],
  ])('%s', async (wish, items) => {
    const steps = await play([], wish, workspace())
    expect(callsOf(steps)).toEqual([['todo_write'], ['todo_read'], []])
    for (const item of items) expect(steps.at(-1)?.text).toContain(`- [ ] ${item}`)
    expect(JSON.parse(steps[0]?.calls[0]?.input ?? '')).toMatchObject({
      todos: items.map((content) => ({ content, status: 'pending' })),
    })
  })

  test('plan my week', async () => {
    const steps = await play([], 'Plan my week', workspace())
    expect(callsOf(steps)).toEqual([['todo_write'], ['todo_read'], []])
    expect(steps.at(-1)?.text).toContain('Monday')
  })
})

describe('an uploaded file', () => {
  const system: LanguageModelV4Message = {
    role: 'system',
    content: '# Files that the person uploaded\n- /mnt/okcomputer/uploads/menu.csv (31 bytes)',
  }

  test.each(['What is in menu.csv?', 'read the file', 'menu.csv 里有什么？'])(
    '%s quotes what it contains',
    async (wish) => {
      const steps = await play([system], wish, workspace(new Map([['uploads/menu.csv', 'dish,price\nsoup,4\ntart,6']])))
      expect(callsOf(steps)).toEqual([['read_file'], []])
      expect(JSON.parse(steps[0]?.calls[0]?.input ?? '')).toEqual({ file_path: '/mnt/okcomputer/uploads/menu.csv' })
      expect(steps[1]?.text).toContain('\ndish,price\nsoup,4\n')
    },
  )

  test('one that is not there', async () => {
    const steps = await play([], 'Please read notes.txt', workspace())
    expect(steps.at(-1)?.text).toContain('There is no file at notes.txt.')
  })
})

describe('anything else', () => {
  test.each([
    ['What is the capital of France?', 'not an AI'],
    ['你好', '不是人工智能'],
    ['make it green', 'not an AI'],
  ])('%s gets an honest answer that tells how to connect a model', async (wish, words) => {
    const [only, ...more] = await play([], wish, workspace())
    expect(more).toEqual([])
    expect(only?.text).toContain(words)
    expect(only?.text).toContain('OKCVM_CHAT_BASE_URL')
  })

  test('long answers, to try Stop', async () => {
    const [counted] = await play([], 'Count to 500', workspace())
    expect(counted?.text).toMatch(/^1, 2, 3.*499, 500\.$/)
    const [told] = await play([], 'Write me a long story', workspace())
    expect(told?.text.length).toBeGreaterThan(2000)
  })
})
