import { describe, expect, test } from 'vitest'
import { deployed } from '../support/deployed'
import { refusalOf } from '../support/raw-request'

const chat = { baseUrl: 'http://model.test/own/v1', model: 'own-model', key: 'sk-own-canary-0123456789' }

describe('a deployment', () => {
  const access = { OKCVM_OPEN_ACCESS: 'loopback' }
  const local = (settings: Record<string, unknown>) => deployed({ ...access, ...settings })
  const send = (house: ReturnType<typeof deployed>, method: string, path: string, body?: object) =>
    house.send(method, `http://127.0.0.1:8787${path}`, body, { 'x-okc-client-id': 'settings-deployed' })

  test('without a root key keeps settings but no key, and names the one command', async () => {
    const house = local({ OKCVM_ROOT_KEY: '' })
    const refused = await refusalOf(await send(house, 'PUT', '/api/provider-settings/chat', chat))
    expect(refused).toMatchObject({ status: 503, code: 'setup_required' })
    expect(refused.message).toContain('npm run rotate-root-key -- --deployed')
    const { key: _, ...keyless } = chat
    expect((await send(house, 'PUT', '/api/provider-settings/chat', keyless)).status).toBe(200)
    expect(await (await send(house, 'GET', '/api/provider-settings')).json()).toMatchObject({ canSaveKeys: false })
    expect((await send(house, 'GET', '/api/models')).status).toBe(200)
  })

  test('shows of the operator’s settings no address and no key', async () => {
    const house = local({
      OKCVM_SEARCH_SERVICE: 'searxng',
      OKCVM_SEARCH_BASE_URL: 'http://searx.internal',
      OKCVM_SEARCH_API_KEY: 'operator-canary',
    })
    const answer = await (await send(house, 'GET', '/api/provider-settings')).text()
    expect(JSON.parse(answer).settings).toContainEqual({
      kind: 'search',
      own: null,
      operator: { service: 'searxng', model: null },
    })
    expect(answer).not.toMatch(/operator-canary|searx\.internal/)
  })
})
