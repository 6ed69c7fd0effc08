import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { hashPassphrase } from '../../src/accounts/passphrase'
import { type Deployed, deployed } from '../support/deployed'
import { CLIENT, fakeIssuer, ISSUER } from '../support/issuer'
import { loggedLines } from '../support/logged'
import { callOf, initOf, ofApi } from '../support/operations'

const PASSPHRASE = 'passphrase-canary under lime trees'
const WRONG = 'wrong-canary under lime trees'
const PROVIDER_KEY = 'sk-provider-canary-0123456789'
const OPERATORS_KEY = 'sk-operator-canary-0123456789'
const ROOT = `${'R'.repeat(42)}E`

const logged = loggedLines()

async function everyAnswer(house: Deployed, headers: Record<string, string>): Promise<string> {
  const answers: string[] = []
  // Signing out would end the walk, and the chat would wait for a model.
  const operations = ofApi.filter((name) => !['deleteSignIn', 'createKey', 'chat'].includes(name))
  for (const operation of operations) {
    const call = callOf(operation, {
      conversation: 'c',
      turn: 't',
      deployment: 'd',
      path: 'a.txt',
      key: 'k',
      kind: 'image',
    })
    const response = await house.fetch(call.path, initOf(call, headers))
    answers.push(JSON.stringify([...response.headers]), await response.text())
  }
  return answers.join('\n')
}

test('no secret stands in an answer, a log or D1', async () => {
  await fakeIssuer({ sub: 'u-1' })
  const hash = await hashPassphrase(PASSPHRASE, { iterations: 1000, rounds: 1 })
  const house = deployed({
    OKCVM_PASSPHRASE_HASH: hash,
    OKCVM_OIDC_ISSUER: ISSUER,
    OKCVM_OIDC_CLIENT_ID: CLIENT.id,
    OKCVM_OIDC_CLIENT_SECRET: CLIENT.secret,
    OKCVM_ROOT_KEY: `canary.${ROOT}`,
    OKCVM_CHAT_API_KEY: OPERATORS_KEY,
  })
  await house.send('POST', '/api/sign-in', { passphrase: WRONG })
  const signedIn = await house.send('POST', '/api/sign-in', { passphrase: PASSPHRASE })
  const token = /__Host-okc=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '')?.[1] ?? ''
  const cookie = `__Host-okc=${token}`
  const made = await house.send('POST', '/api/keys', { name: 'Mine', scopes: ['admin'] }, { cookie })
  const { secret } = await made.json<{ secret: string }>()
  const provider = { baseUrl: 'https://api.test/v1', model: 'm', key: PROVIDER_KEY }
  expect((await house.send('PUT', '/api/provider-settings/chat', provider, { cookie })).status).toBe(200)
  const canaries = [
    PROVIDER_KEY,
    OPERATORS_KEY,
    ROOT,
    PASSPHRASE,
    WRONG,
    hash,
    CLIENT.secret,
    token,
    secret,
    secret.slice(8),
  ]
  expect(canaries.every((canary) => canary.length > 15)).toBe(true)

  const answers = [
    await everyAnswer(house, { cookie }),
    await everyAnswer(house, { authorization: `Bearer ${secret}` }),
    await everyAnswer(house, { authorization: `Bearer ${secret.slice(0, -1)}` }),
    await everyAnswer(house, {}),
  ]

  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  ).all<{
    name: string
  }>()
  const rows = tables.results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`).all())
  const stored = JSON.stringify((await Promise.all(rows)).map(({ results }) => results))
  expect(stored).toContain('"name":"Mine"')
  for (const [place, text] of Object.entries({ answers: answers.join('\n'), logged: logged().join('\n'), stored })) {
    const found = canaries.filter((canary) => text.includes(canary))
    expect(found, place).toEqual([])
  }
})
