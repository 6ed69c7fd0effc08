import { expect, test } from 'vitest'
import { endpointModel } from '../../src/models/provider'
import { DONE, endpoint, event, hear, scriptedProvider } from '../support/provider'

const files = import.meta.glob<string>('../recordings/*.jsonl', { query: '?raw', import: 'default', eager: true })

async function replayed(name: string) {
  const lines = files[`../recordings/${name}.jsonl`]?.trim().split('\n') ?? []
  const provider = scriptedProvider({ body: [...lines.map(event), DONE] })
  return hear(endpointModel(endpoint, { firstByteMs: 300_000, betweenBytesMs: 60_000, fetch: provider.fetch }))
}

const weather = (input: string) => ({ name: 'weather', input })

test.each<[string, object, (number | undefined)[]]>([
  [
    'text-with-last-usage',
    {
      text: '**Bread day**, the first of its kind — naïve, “quoted”, 日本 🥐.\n\n- one\n- two\n',
      reasoning: '',
      calls: [],
    },
    [16, 0, 31, 0],
  ],
  [
    'reasoning-then-text',
    { text: 'There are three', reasoning: 'We need to count: r at 3, 8 and 9.', calls: [] },
    [18, 4, 12, 9],
  ],
  [
    'reasoning-then-call-in-pieces',
    {
      text: '',
      reasoning: 'The user wants weather.',
      calls: [weather('{"location": "São Paulo, \\"Centro\\"", "days": 3}')],
    },
    [339, 320, 83, 39],
  ],
  [
    'call-in-one-piece',
    { text: '', reasoning: 'First, call it', calls: [weather('{"location":"Ghent"}')] },
    [307, 306, 26, 227],
  ],
  ['usage-in-x-groq', { text: '', reasoning: '', calls: [weather('{}')] }, [210, undefined, 15, undefined]],
  [
    'calls-interleaved-by-id',
    { text: '', reasoning: '', calls: [weather('{"location":"Lyon"}'), weather('{"location":"Gent"}')] },
    [undefined, undefined, undefined, undefined],
  ],
  ['parts-and-cumulative-usage', { text: 'One two three', reasoning: '', calls: [] }, [9, undefined, 4, undefined]],
])('the recording %s comes through exactly', async (name, expected, usage) => {
  const heard = await replayed(name)
  expect(heard).toMatchObject({ ...expected, errors: [] })
  expect(heard.usage).toEqual(usage)
})

test('the recording error-in-the-middle: its text, then its error', async () => {
  const heard = await replayed('error-in-the-middle')
  expect(heard.text).toBe('So far so good')
  expect(heard.errors).toMatchObject([{ code: 'unsupported' }])
})
