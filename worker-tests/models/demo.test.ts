import type { LanguageModelV4FunctionTool, LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider'
import { describe, expect, test, vi } from 'vitest'
import { demoModel } from '../../src/models/demo/demo-model'
import { type Heard, hear } from '../support/provider'

const model = demoModel({ paceMs: 0 })
const names = ['write_file', 'read_file', 'edit_file', 'todo_write', 'todo_read', 'deploy_website'].map(
  (name) => `mshtools-${name}`,
)
const tools: LanguageModelV4FunctionTool[] = names.map((name) => ({
  type: 'function',
  name,
  inputSchema: { type: 'object' },
}))

type Files = Map<string, string>
type Runner = (name: string, input: Record<string, unknown>) => string | { error: string }

const user = (text: string): LanguageModelV4Message => ({ role: 'user', content: [{ type: 'text', text }] })

/** The tools' contract, as far as the plans need it: what the real ones answer, over a map of files. */
function workspace(files: Files = new Map()): Runner {
  let todos: unknown = []
  const path = (input: Record<string, unknown>) => String(input.file_path).replace('/mnt/okcomputer/', '')
  return (name, input) => {
    if (name === 'mshtools-write_file') {
      files.set(path(input), String(input.content))
      return JSON.stringify({ path: path(input), sizeBytes: String(input.content).length })
    }
    if (name === 'mshtools-read_file') {
      const text = files.get(path(input))
      if (text === undefined) return { error: `There is no file at ${path(input)}.` }
      return text
        .split('\n')
        .map((line, at) => `${String(at + 1).padStart(6)}\t${line}`)
        .join('\n')
    }
    if (name === 'mshtools-edit_file') {
      const parts = (files.get(path(input)) ?? '').split(String(input.old_string))
      if (parts.length !== 2) return { error: `old_string stands ${parts.length - 1} times in ${path(input)}.` }
      files.set(path(input), parts.join(String(input.new_string)))
      return JSON.stringify({ path: path(input) })
    }
    if (name === 'mshtools-todo_write') {
      todos = input.todos
      return JSON.stringify({ count: Array.isArray(todos) ? todos.length : 0 })
    }
    if (name === 'mshtools-todo_read') return JSON.stringify(todos)
    if (!files.has(`${String(input.local_dir).replace('/mnt/okcomputer/', '')}/index.html`))
      return { error: 'No index.html there.' }
    return 'The site is online at /sites/k3x9q2/ now.'
  }
}

/** Plays a turn to its end, as the agent's loop would, and leaves it in `prompt`. */
async function play(prompt: LanguageModelV4Prompt, wish: string, run: Runner): Promise<Heard[]> {
  prompt.push(user(wish))
  const steps: Heard[] = []
  while (steps.length < 10) {
    const heard = await hear(model, { prompt, tools })
    steps.push(heard)
    const calls = heard.calls.map(({ id, name, input }) => ({
      id,
      name,
      input: JSON.parse(input) as Record<string, unknown>,
    }))
    prompt.push({
      role: 'assistant',
      content: [
        { type: 'text', text: heard.text },
        ...calls.map(({ id, name, input }) => ({ type: 'tool-call' as const, toolCallId: id, toolName: name, input })),
      ],
    })
    if (calls.length === 0) return steps
    const content = calls.map(({ id, name, input }) => {
      const answer = run(name, input)
      const output =
        typeof answer === 'string'
          ? { type: 'text' as const, value: answer }
          : { type: 'error-text' as const, value: answer.error }
      return { type: 'tool-result' as const, toolCallId: id, toolName: name, output }
    })
    prompt.push({ role: 'tool', content })
  }
  throw new Error('The plan does not end.')
}

const callsOf = (steps: Heard[]) => steps.map((step) => step.calls.map(({ name }) => name.replace('mshtools-', '')))
const SITE_STEPS = [['write_file', 'write_file', 'write_file'], ['deploy_website'], []]

describe('a site', () => {
  test('is written, deployed and told of with the address of the tool', async () => {
    const files: Files = new Map()
    const steps = await play([], 'Make me a page for my bakery in Lyon', workspace(files))
    expect(callsOf(steps)).toEqual(SITE_STEPS)
    expect([...files.keys()]).toEqual(['output/site/index.html', 'output/site/styles.css', 'output/site/script.js'])
    expect(JSON.parse(steps[1]?.calls[0]?.input ?? '')).toEqual({
      type: 'static',
      local_dir: '/mnt/okcomputer/output/site',
    })
    expect(steps[0]?.reasoning).toContain('Lyon')
    expect(steps[2]?.text).toContain('[/sites/k3x9q2/](/sites/k3x9q2/)')
    const page = files.get('output/site/index.html') ?? ''
    expect(page).toContain('<h1>Lyon Bakery</h1>')
    expect(page).toContain('href="styles.css"')
    expect(page).not.toMatch(/https?:\/\//)
    expect([...files.values()].join()).not.toMatch(/localStorage|sessionStorage|document\.cookie|fetch\(/)
  })

  test.each([
    ['Build a website for our chess club in Ghent', 'Chess Club', 'Ghent'],
    ['I need a landing page for a summer festival called "Nuit Blanche & Co"', 'Nuit Blanche &amp; Co', undefined],
    ['create a portfolio page for Ada Lovelace', 'Ada Lovelace', undefined],
    ['make me a page for my bakery', 'Bakery', undefined],
    ['please make a website for my flower shop in berlin', 'Flower Shop', 'Berlin'],
    ['给我在里昂的面包店做一个网页', '里昂面包店', '里昂'],
    ['帮我做一个咖啡馆的网站，名叫“慢慢”', '慢慢', undefined],
    ['Make a page for <script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;', undefined],
  ])('%s is named %s', async (wish, name, place) => {
    const files: Files = new Map()
    expect(callsOf(await play([], wish, workspace(files)))).toEqual(SITE_STEPS)
    const page = files.get('output/site/index.html') ?? ''
    expect(page).toContain(`<h1>${name}</h1>`)
    expect(page).not.toContain('<script>')
    expect(page).toContain(/\p{Script=Han}/u.test(wish) ? '<html lang="zh"' : '<html lang="en"')
    if (place) expect(page).toContain(`<p class="eyebrow">${place}</p>`)
    else expect(page).not.toContain('class="place"')
  })

  test('a second one gets its own folder', async () => {
    const files: Files = new Map()
    const prompt: LanguageModelV4Prompt = []
    await play(prompt, 'Make me a page for my bakery', workspace(files))
    await play(prompt, 'Now make a website for our wedding', workspace(files))
    expect(files.has('output/site-2/index.html')).toBe(true)
    expect(files.get('output/site/index.html')).toContain('Bakery')
  })

  test('a tool that fails is told of honestly, and the plan stops there', async () => {
    const steps = await play([], 'Make me a page for my bakery', (name) =>
      name === 'mshtools-deploy_website' ? { error: 'The disk is full.' } : '{}',
    )
    expect(callsOf(steps)).toEqual(SITE_STEPS)
    expect(steps.at(-1)?.text).toContain('The disk is full.')
    expect(steps.at(-1)?.text).not.toContain('online')
  })

  test('a tool that is not there is told of before anything is done', async () => {
    const heard = await hear(model, { prompt: [user('Make me a page for my bakery')], tools: [] })
    expect(heard).toMatchObject({ calls: [], finish: { unified: 'stop' } })
    expect(heard.text).toContain('mshtools-write_file')
  })
})

describe('an edit of the site', () => {
  const EDIT_STEPS = [['read_file'], ['edit_file'], ['deploy_website'], []]

  async function edited(wish: string, first = 'Make me a page for my bakery in Lyon') {
    const files: Files = new Map()
    const prompt: LanguageModelV4Prompt = []
    const run = workspace(files)
    await play(prompt, first, run)
    return {
      steps: await play(prompt, wish, run),
      page: () => files.get('output/site/index.html') ?? '',
      css: files.get('output/site/styles.css') ?? '',
    }
  }

  test.each([
    ['make it green', '--hue: 145;'],
    ['Change the colour to blue, please', '--hue: 250;'],
    ['换成紫色', '--hue: 305;'],
  ])('%s', async (wish, line) => {
    const { steps, css } = await edited(wish)
    expect(callsOf(steps)).toEqual(EDIT_STEPS)
    expect(css).toContain(line)
    expect(steps.at(-1)?.text).toContain('/sites/k3x9q2/')
  })

  test.each([
    ['Change the title to Chez Nous', 'Chez Nous'],
    ['rename it to "Salt & Crumb $&"', 'Salt &amp; Crumb $&amp;'],
    ['把标题改成“麦香小铺”', '麦香小铺'],
  ])('%s', async (wish, title) => {
    const { steps, page } = await edited(wish)
    expect(callsOf(steps)).toEqual([['read_file'], ['edit_file', 'edit_file', 'edit_file'], ['deploy_website'], []])
    expect(page()).toContain(`<title>${title}</title>`)
    expect(page()).toContain(`<h1>${title}</h1>`)
    expect(page()).toContain(`<a class="brand" href="#top">${title}</a>`)
  })

  test('opening hours that were told stand there; untold ones are called examples', async () => {
    const told = await edited('Add opening hours: Monday to Friday, 7 to 18')
    expect(callsOf(told.steps)).toEqual(EDIT_STEPS)
    expect(told.page()).toContain('Monday to Friday, 7 to 18')
    const untold = await edited('add opening hours')
    expect(untold.page()).toContain('<h2>Opening hours</h2>')
    expect(untold.steps.at(-1)?.text).toContain('examples')
  })

  test('dark, and anything else as a section with the words of the wish', async () => {
    expect((await edited('make it dark')).page()).toContain('data-theme="dark"')
    const added = await edited('add a section about our <sourdough>')
    expect(callsOf(added.steps)).toEqual(EDIT_STEPS)
    expect(added.page()).toContain('our &lt;sourdough&gt;')
    expect(added.steps.at(-1)?.text).toContain('demo model')
  })

  test('a file that was changed beyond recognition is left alone', async () => {
    const files: Files = new Map()
    const prompt: LanguageModelV4Prompt = []
    await play(prompt, 'Make me a page for my bakery', workspace(files))
    files.set('output/site/styles.css', 'body { color: red }')
    const steps = await play(prompt, 'make it green', workspace(files))
    expect(callsOf(steps)).toEqual([['read_file'], []])
    expect(files.get('output/site/styles.css')).toBe('body { color: red }')
  })
})

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
      expect(steps[1]?.text).toContain('soup,4')
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

describe('as a model', () => {
  test('the same prompt gets the same answer, and its usage is unknown', async () => {
    const prompt = [user('Make me a page for my bakery in Lyon')]
    const heard = await hear(model, { prompt, tools })
    expect(await hear(model, { prompt, tools })).toEqual(heard)
    expect(heard.usage).toEqual([undefined, undefined, undefined, undefined])
    expect(heard.streamed).toEqual(heard.calls.map(({ input }) => input))
    expect(heard.model).toBe('demo')
  })

  test('calls of later steps and turns have ids of their own', async () => {
    const prompt: LanguageModelV4Prompt = []
    const run = workspace()
    const steps = [...(await play(prompt, 'Todo: a, b', run)), ...(await play(prompt, 'Todo: c, d', run))]
    const ids = steps.flatMap((step) => step.calls.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('an image that a tool read is not taken for a wish', async () => {
    const prompt: LanguageModelV4Prompt = [
      user('Count to 3'),
      {
        role: 'user',
        content: [
          { type: 'text', text: 'The images that the tool read: a.png' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array(1) } },
        ],
      },
    ]
    expect((await hear(model, { prompt })).text).toBe('1, 2, 3.')
  })

  test('it keeps its pace, and a stop ends it at once', async () => {
    vi.useFakeTimers()
    try {
      const caller = new AbortController()
      const { stream } = await demoModel({ paceMs: 100 }).doStream({
        prompt: [user('Count to 500')],
        abortSignal: caller.signal,
      })
      let text = ''
      const ended = (async () => {
        for await (const part of stream) if (part.type === 'text-delta') text += part.delta
      })().catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(250)
      expect(text).toBe('1, 2, ')
      caller.abort()
      await vi.advanceTimersByTimeAsync(0)
      expect(await ended).toMatchObject({ name: 'AbortError' })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
