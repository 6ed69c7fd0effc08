import { afterAll, expect, test } from 'vitest'
import { hashPassphrase } from '../../src/accounts/passphrase'
import { cookieFrom, DEPLOYED, deployed } from '../support/deployed'
import { addFetchTools } from '../support/fetch-tools'
import { internet } from '../support/internet'
import { scriptedModel } from '../support/scripted-model'

afterAll(addFetchTools())

test('a tool cannot ask the host under which the person reached OKCVM', async () => {
  const host = new URL(DEPLOYED).hostname
  const world = internet({ [host]: {}, 'good.test': {} })
  const model = scriptedModel(world.answer)
  const urls = [`${DEPLOYED}/api/conversations`, `https://sub.${host}/`, 'https://good.test/']
  model.script(
    urls.map((url) => ({ call: 'test-fetch_none', input: { url } })),
    [{ text: 'Done.' }],
  )
  const house = deployed({ OKCVM_PASSPHRASE_HASH: await hashPassphrase('correct', { iterations: 1000, rounds: 1 }) })
  const cookie = cookieFrom(await house.send('POST', '/api/sign-in', { passphrase: 'correct' }))
  const response = await house.send('POST', '/api/chat', { message: 'Go', stream: false }, { cookie })
  const { tool_calls: calls } = await response.json<{ tool_calls: { tool_output: string }[] }>()
  expect(calls.slice(0, 2).map(({ tool_output: output }) => output)).toEqual([
    `The request to ${host} is refused: this is OKCVM itself. Use a public http or https address.`,
    `The request to sub.${host} is refused: this is OKCVM itself. Use a public http or https address.`,
  ])
  expect(world.requests.map(({ url }) => url)).toEqual(['https://good.test/'])
})
