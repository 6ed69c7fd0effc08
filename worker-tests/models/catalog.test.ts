import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { type Config, readConfig } from '../../src/env'
import { getModel, listModels, settingProblem } from '../../src/models/catalog'
import { modelFailure } from '../../src/models/failure'
import { chunk, DONE, hear, scriptedProvider } from '../support/provider'

function config(settings: Record<string, string> = {}): Config {
  const none = { OKCVM_CHAT_BASE_URL: '', OKCVM_CHAT_MODEL: '', OKCVM_CHAT_API_KEY: '', OKCVM_WORKERS_AI_MODEL: '' }
  return readConfig({ ...env, ...none, ...settings })
}

const endpoint = { OKCVM_CHAT_BASE_URL: 'https://api.test/v1', OKCVM_CHAT_MODEL: 'gpt-4.1-nano' }
/** Only its presence counts here; workers-ai.test.ts speaks to one. */
const AI = { run: () => Promise.reject(new Error('not asked')) } as unknown as Ai

test('nothing set up: the demo model alone, and its label says what it is', () => {
  expect(listModels({ config: config(), env: {} })).toMatchObject([
    { id: 'demo', provider: 'demo', demo: true, label: expect.stringContaining('demo, not an AI') },
  ])
  expect(getModel({ config: config(), env: {} }, undefined).id).toBe('demo')
})

test('a configured endpoint is the default, and the demo model is gone', () => {
  expect(listModels({ config: config(endpoint), env: {} })).toMatchObject([
    { id: 'gpt-4.1-nano', provider: 'openai-compatible', demo: false, contextTokens: 1_047_576 },
  ])
})

test('a window nobody stated is unknown', () => {
  expect(listModels({ config: config({ ...endpoint, OKCVM_CHAT_MODEL: 'my-own' }), env: {} })).toMatchObject([
    { contextTokens: null },
  ])
})

test('Workers AI is used where its binding is and no endpoint is set; a setting names its model', () => {
  expect(listModels({ config: config(), env: { AI } })[0]).toMatchObject({
    id: '@cf/moonshotai/kimi-k2.6',
    provider: 'workers-ai',
    contextTokens: 262_144,
  })
  const chosen = listModels({
    config: config({ OKCVM_WORKERS_AI_MODEL: '@cf/meta/llama-4-scout-17b-16e-instruct' }),
    env: { AI },
  })
  expect(chosen[0]?.id).toBe('@cf/meta/llama-4-scout-17b-16e-instruct')
  expect(listModels({ config: config(endpoint), env: { AI } })[0]?.provider).toBe('openai-compatible')
})

test('a conversation whose model is no longer offered goes on with the default', () => {
  expect(getModel({ config: config(endpoint), env: {} }, 'demo').id).toBe('gpt-4.1-nano')
  expect(getModel({ config: config(), env: {} }, undefined).id).toBe('demo')
})

test('half a setting stays in the list, and its turn fails with the sentence that mends it', async () => {
  const half = config({ OKCVM_CHAT_BASE_URL: 'https://api.test/v1' })
  expect(settingProblem(half)).toContain('OKCVM_CHAT_MODEL')
  const failure = await hear(getModel({ config: half, env: {} }, undefined).languageModel).then(
    () => undefined,
    modelFailure,
  )
  expect(failure).toMatchObject({
    code: 'model_rejected',
    retryable: false,
    message: expect.stringContaining('OKCVM_CHAT_MODEL'),
  })
})

test('the endpoint is asked through the fetch that is given', async () => {
  const provider = scriptedProvider({ body: [chunk({ content: 'a' }, 'stop'), DONE] })
  const { languageModel } = getModel({ config: config(endpoint), env: {}, fetch: provider.fetch }, undefined)
  expect(await hear(languageModel)).toMatchObject({ text: 'a' })
  expect(provider.requests).toHaveLength(1)
})
