import { APICallError } from '@ai-sdk/provider'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors'
import { type ModelFailure, modelFailure } from '../../src/models/failure'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)

function answered(statusCode: number, body: unknown, responseHeaders: Record<string, string> = {}): ModelFailure {
  const responseBody = typeof body === 'string' ? body : JSON.stringify(body)
  const error = new APICallError({
    message: 'x',
    url: 'http://model.test',
    requestBodyValues: {},
    statusCode,
    responseHeaders,
    responseBody,
  })
  return modelFailure(error, NOW)
}

const said = (message: string, code?: string | number, type?: string) => ({ error: { message, code, type } })

test.each<[number, unknown, string, boolean]>([
  [401, said('Incorrect API key provided', 'invalid_api_key'), 'model_auth', false],
  [403, said('Your key may not use this model'), 'model_auth', false],
  [402, said('Insufficient Balance'), 'model_quota', false],
  [
    429,
    said('You exceeded your current quota, please check your plan', 'insufficient_quota', 'insufficient_quota'),
    'model_quota',
    false,
  ],
  [400, said('Your credit balance is too low to access the API'), 'model_quota', false],
  [429, said('Rate limit reached for requests', 'rate_limit_exceeded'), 'model_rate_limited', true],
  [404, said('The model `gpt-9` does not exist', 'model_not_found'), 'model_rejected', false],
  [404, '404 page not found', 'model_rejected', false],
  [400, said("Unknown parameter: 'tools'"), 'model_rejected', false],
  [422, { detail: [{ msg: 'Extra inputs are not permitted' }] }, 'model_rejected', false],
  [408, '', 'model_failed', true],
  [500, said('The server had an error'), 'model_failed', true],
  [
    502,
    '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
    'model_failed',
    true,
  ],
  [503, said('Overloaded'), 'model_failed', true],
  [529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'model_failed', true],
  [
    413,
    said('Request too large for model on tokens per minute', 'rate_limit_exceeded', 'tokens'),
    'context_length',
    false,
  ],
])('HTTP %i %j is %s', (status, body, code, retryable) => {
  expect(answered(status, body)).toMatchObject({ code, retryable })
})

describe('a prompt that is too long is context_length, whoever says it', () => {
  test.each([
    ['OpenAI', "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."],
    ['Anthropic', 'prompt is too long: 210000 tokens > 200000 maximum'],
    [
      'Anthropic, with max_tokens',
      'input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000, decrease input length',
    ],
    ['DeepSeek', "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens"],
    ['Qwen', '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]'],
    ['Groq', 'Please reduce the length of the messages or completion.'],
    [
      'Mistral',
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    ],
    ['vLLM', 'The decoder prompt (length 9000) is longer than the maximum model length of 8192.'],
    ['SGLang', "The input (9000 tokens) is longer than the model's context length (8192 tokens)."],
    [
      'llama.cpp',
      'the request exceeds the available context size. try increasing the context size or enable context shift',
    ],
    ['Ollama', 'prompt too long; exceeded max context length by 12 tokens'],
    ['Ollama, older', 'the input length exceeds the context length'],
    ['Gemini', 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'],
    ['xAI', "This model's maximum prompt length is 131072 but the request contains 140000 tokens."],
    ['Moonshot', 'Invalid request: Your request exceeded model token limit: 131072'],
    [
      'Workers AI',
      'The estimated number of input and maximum output tokens (33000) exceeded this model context window limit (32768).',
    ],
  ])('%s', (_, sentence) => {
    expect(answered(400, said(sentence))).toMatchObject({ code: 'context_length', retryable: false })
    expect(modelFailure({ message: sentence, type: 'invalid_request_error', code: null })).toMatchObject({
      code: 'context_length',
    })
  })

  test('by its code', () => {
    expect(answered(400, said('Too much', 'context_length_exceeded')).code).toBe('context_length')
    expect(modelFailure({ message: 'Too much', code: 'context_length_exceeded', type: null }).code).toBe(
      'context_length',
    )
  })

  test('other limits are not that', () => {
    expect(answered(400, said('max_tokens exceeds the limit of 8192 for output')).code).toBe('model_rejected')
    expect(answered(429, said('Rate limit reached: tokens per min (TPM): Limit 10000, Used 9000')).code).toBe(
      'model_rate_limited',
    )
    expect(answered(400, said('The image exceeds 5 MB')).code).toBe('model_rejected')
  })
})

test.each<[string, Record<string, string>, string, number | null]>([
  ['seconds', { 'retry-after': '7' }, 'x', 7000],
  ['a fraction of seconds', { 'Retry-After': '0.5' }, 'x', 500],
  ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 'x', 30_000],
  ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 'x', 0],
  ['milliseconds', { 'retry-after-ms': '1250', 'retry-after': '2' }, 'x', 1250],
  ['a sentence', {}, 'Rate limit reached. Please try again in 1m2.5s. Visit us.', 62_500],
  ['a sentence with milliseconds', {}, 'Please try again in 340ms.', 340],
  ['nothing', {}, 'x', null],
  ['nonsense', { 'retry-after': 'soon' }, 'x', null],
])('how long to wait, told as %s', (_, headers, message, wait) => {
  expect(answered(429, said(message), headers).retryAfterMs).toBe(wait)
})

test.each<[string, unknown, string, boolean]>([
  ['an overload', { message: 'Overloaded', type: 'overloaded_error', code: null }, 'model_rate_limited', true],
  ['a status', { message: 'Upstream', type: null, code: 502, param: { status: 502 } }, 'model_failed', true],
  ['a bad key', { message: 'Bad', type: 'authentication_error', code: 'invalid_api_key' }, 'model_auth', false],
  ['no credit', { message: 'Bad', type: null, code: 'insufficient_quota' }, 'model_quota', false],
  ['only a text', 'It went wrong', 'model_failed', true],
  [
    'a truncated answer of ours',
    { message: 'It broke off.', type: 'okcvm', code: 'model_truncated' },
    'model_invalid',
    true,
  ],
  ['a timeout of ours', { message: 'Too slow.', type: 'okcvm', code: 'model_timeout' }, 'model_timeout', true],
])('an error out of the stream: %s', (_, error, code, retryable) => {
  expect(modelFailure(error)).toMatchObject({ code, retryable })
})

test('our own errors keep code and sentence, however deep they lie', () => {
  const own = new AppError('model_unreachable', 'The model could not be reached.')
  expect(modelFailure(new Error('outer', { cause: new Error('inner', { cause: own }) }))).toMatchObject({
    code: 'model_unreachable',
    message: own.message,
    retryable: true,
  })
})

test('a fault of our own is internal and says nothing of itself', () => {
  const failure = modelFailure(new TypeError("Cannot read properties of undefined (reading 'secret')"))
  expect(failure).toMatchObject({ code: 'internal', retryable: false })
  expect(failure.message).not.toContain('secret')
})

test('what the SDK cannot read is model_invalid', () => {
  expect(modelFailure(Object.assign(new Error('x'), { name: 'AI_TypeValidationError' }))).toMatchObject({
    code: 'model_invalid',
    retryable: true,
  })
})

describe('the sentence', () => {
  test('quotes the provider and says what to do', () => {
    expect(answered(404, said('The model `gpt-9` does not exist')).message).toBe(
      'The model’s provider rejected the request (404): “The model `gpt-9` does not exist”. Check the model’s name and address in the settings (or OKCVM_CHAT_MODEL and OKCVM_CHAT_BASE_URL, which often ends in /v1).',
    )
  })

  test.each([
    ['Incorrect API key provided: sk-proj-abcDEF0123456789abcdef. Find yours.', 'abcDEF'],
    ['Incorrect API key provided: verysecretword.', 'verysecretword'],
    ['Sent header Authorization: Bearer eyJhbGciOi.J9-x_y', 'eyJhbGciOi'],
    ['See https://user:hunter2@api.test/v1?api_key=topsecret&x=1 for more', 'hunter2'],
    ['See https://user:hunter2@api.test/v1?api_key=topsecret&x=1 for more', 'topsecret'],
    ['{"api_key": "gsk_0123456789abcdef"} is wrong', '0123456789abcdef'],
    ['token 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c', '9f8e7d6c5b4a'],
  ])('hides the secret of %j', (message, secret) => {
    expect(answered(401, said(message)).message).not.toContain(secret)
  })

  test('keeps an address without what follows its question mark, one line, at most 300 characters', () => {
    const { message } = answered(400, said(`See https://docs.test/errors?x=1\n\n${'long '.repeat(200)}`))
    expect(message).toContain('https://docs.test/errors long')
    expect(message).not.toContain('\n')
    expect(message.length).toBeLessThan(450)
  })

  test('has no markup of a gateway and no stack', () => {
    const { message } = answered(
      502,
      '<html><head><style>p{}</style></head><body><h1>502 Bad Gateway</h1><p>nginx</p></body></html>',
    )
    expect(message).toContain('“502 Bad Gateway nginx”')
    expect(message).not.toMatch(/<|\bat \w+/)
  })
})
