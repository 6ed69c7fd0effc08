import { afterEach, expect, test, vi } from 'vitest'
import { listConversations } from '../../src/wire/conversations'
import { call } from '../src/api'
import { Keys } from '../src/state/keys'
import { opened } from '../src/state/opened'
import { forgetDrafts } from '../src/state/settings'
import { isSignedOut, signIn } from '../src/state/sign-in'

afterEach(() => {
  vi.unstubAllGlobals()
  isSignedOut.value = false
})

function serverThat(answer: (url: string) => Response) {
  const fetched = vi.fn(async (url: string, _init: RequestInit) => answer(url))
  vi.stubGlobal('fetch', fetched)
  return fetched
}

const refusal = (code: string, status: number) =>
  Response.json({ error: { code, message: 'A sentence.', requestId: 'r' } }, { status })

test.each(['sign_in_required', 'invalid_credential'])('an answer %s brings the sign-in page', async (code) => {
  serverThat(() => refusal(code, 401))
  await expect(call(listConversations, {})).rejects.toMatchObject({ code })
  expect(isSignedOut.value).toBe(true)
})

test('other refusals do not', async () => {
  serverThat(() => refusal('not_found', 404))
  await expect(call(listConversations, {})).rejects.toMatchObject({ code: 'not_found' })
  serverThat(() => refusal('wrong_passphrase', 401))
  await expect(signIn('guess')).rejects.toMatchObject({ code: 'wrong_passphrase' })
  expect(isSignedOut.value).toBe(false)
})

test('what was typed is there after the sign-in', async () => {
  serverThat(() => refusal('sign_in_required', 401))
  const { composer } = opened.value
  composer.write('make a page')
  await composer.submit()
  expect(isSignedOut.value).toBe(true)

  serverThat((url) => Response.json(url === '/api/models' ? { models: [] } : { conversations: [], cursor: null }))
  await signIn('under old lime trees')

  expect(isSignedOut.value).toBe(false)
  expect(opened.value.composer.draft.value).toBe('make a page')
})

test('signing out leaves no draft in the browser', () => {
  localStorage.setItem('okcvm.draft.c1', 'secret plan')
  localStorage.setItem('okcvm.theme', 'dark')
  forgetDrafts()
  expect([localStorage.getItem('okcvm.draft.c1'), localStorage.getItem('okcvm.theme')]).toEqual([null, 'dark'])
})

test('a key that could not be made keeps its form, and one that was made is shown until it is put away', async () => {
  const keys = new Keys()
  keys.name.value = 'Laptop'
  serverThat(() => refusal('key_limit', 409))
  await keys.make()
  expect([keys.name.value, keys.secret.value]).toEqual(['Laptop', undefined])
  expect(keys.makingProblem.value).toMatchObject({ code: 'key_limit' })

  const key = { id: 'k1', name: 'Laptop', start: 'okc_abcd', scopes: ['chat'], createdAt: 1, lastUsedAt: null }
  const fetched = serverThat(() =>
    Response.json({ key: { ...key, expiresAt: null }, secret: 'okc_abcdef' }, { status: 201 }),
  )
  keys.days.value = undefined
  await keys.make()
  expect(fetched.mock.calls[0]?.[1].body).toBe('{"name":"Laptop","scopes":["chat"],"expiresAt":null}')
  expect([keys.name.value, keys.secret.value, keys.keys.value?.length]).toEqual(['', 'okc_abcdef', 1])
})
