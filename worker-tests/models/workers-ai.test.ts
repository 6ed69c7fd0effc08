import { expect, test } from 'vitest'
import { modelFailure } from '../../src/models/failure'
import { type AiBinding, workersAiModel } from '../../src/models/workers-ai'
import { chunk, DONE, event, hear } from '../support/provider'

const patience = { firstByteMs: 300_000, betweenBytesMs: 60_000 }

/** The binding as documented: `run(model, inputs, options)`, answering or throwing what the test says. */
function binding(answer: () => unknown) {
  const runs: { model: string; inputs: Record<string, unknown>; options: object }[] = []
  const ai: AiBinding = {
    async run(model, inputs, options) {
      runs.push({ model, inputs, options })
      return answer()
    },
  }
  return { ai, runs }
}

const stream = (...pieces: string[]) =>
  new Response(pieces.join(''), { headers: { 'content-type': 'text/event-stream' } })

test('the chat shape comes through, and the inputs are what the binding takes', async () => {
  const { ai, runs } = binding(() =>
    stream(
      chunk({ reasoning_content: 'hm' }),
      chunk({ content: 'Hi' }, 'stop', { usage: { prompt_tokens: 3, completion_tokens: 1 } }),
      DONE,
    ),
  )
  const heard = await hear(workersAiModel(ai, '@cf/test/model', { ...patience, maxOutputTokens: 4096 }), {
    prompt: [
      { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'read', input: {} }] },
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'read', output: { type: 'text', value: 'x' } }],
      },
    ],
  })
  expect(heard).toMatchObject({ text: 'Hi', reasoning: 'hm', usage: [3, undefined, 1, undefined], errors: [] })
  expect(runs).toMatchObject([
    {
      model: '@cf/test/model',
      inputs: { stream: true, max_completion_tokens: 4096 },
      options: { returnRawResponse: true },
    },
  ])
  expect(runs[0]?.inputs).not.toHaveProperty('model')
  expect(runs[0]?.inputs.messages).toMatchObject([
    { content: 'Hello' },
    { role: 'assistant', content: '' },
    { content: 'x' },
  ])
})

test('the older shape with `response` and flat tool calls comes through', async () => {
  const { ai } = binding(() =>
    stream(
      event({ response: 'Good ', p: 'ab' }),
      event({ response: 'day', p: 'abc' }),
      event({ response: '', tool_calls: [{ name: 'read', arguments: { p: 1 } }] }),
      event({ response: '', usage: { prompt_tokens: 20, completion_tokens: 4, total_tokens: 24 } }),
      DONE,
    ),
  )
  const heard = await hear(workersAiModel(ai, '@cf/test/model', patience))
  expect(heard).toMatchObject({ text: 'Good day', usage: [20, undefined, 4, undefined], errors: [] })
  expect(heard.calls).toMatchObject([{ name: 'read', input: '{"p":1}' }])
})

test('a binding that gives the stream or the object itself', async () => {
  const asStream = binding(() => stream(chunk({ content: 'a' }, 'stop'), DONE).body)
  expect(await hear(workersAiModel(asStream.ai, 'm', patience))).toMatchObject({ text: 'a' })
  const asObject = binding(() => ({ response: 'b', tool_calls: [], usage: { prompt_tokens: 1, completion_tokens: 1 } }))
  expect(await hear(workersAiModel(asObject.ai, 'm', patience))).toMatchObject({
    text: 'b',
    usage: [1, undefined, 1, undefined],
  })
})

test.each([
  ['5007: No such model @cf/x or task', 'model_rejected'],
  ['3040: Capacity temporarily exceeded, please try again.', 'model_rate_limited'],
  ['3036: You have used up your daily free allocation of 10,000 neurons.', 'model_quota'],
  ['5016: This account is not allowed to use the model', 'model_auth'],
  ['3007: Request timeout', 'model_failed'],
  ['Network connection lost.', 'model_unreachable'],
])('a thrown "%s" is %s', async (message, code) => {
  const { ai } = binding(() => {
    throw Object.assign(new Error(message), { name: 'InferenceUpstreamError' })
  })
  const failure = await hear(workersAiModel(ai, '@cf/x', patience)).then(() => undefined, modelFailure)
  expect(failure?.code).toBe(code)
})
