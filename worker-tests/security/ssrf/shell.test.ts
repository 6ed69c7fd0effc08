import { expect, test } from 'vitest'
import { internet } from '../../support/internet'
import { type Piece, scriptedModel } from '../../support/scripted-model'
import { tell } from '../form'
import { runTurn } from './ask'
import forms from './forms.json'

const all = Object.values(forms).flat()
const CURLS_A_CALL = 40

function curls(urls: readonly string[]): Piece[] {
  const calls: Piece[] = []
  for (let at = 0; at < urls.length; at += CURLS_A_CALL) {
    const lines = urls.slice(at, at + CURLS_A_CALL).map((url) => `curl -sSL --max-time 5 '${url}'; echo " [$?]"`)
    calls.push({ call: 'mshtools-shell', input: { command: lines.join('\n'), description: 'Ask them all' } })
  }
  return calls
}

test('the shell’s curl reaches none of those forms, and a good address', async () => {
  const world = internet({ 'good.test': {} })
  const model = scriptedModel(world.answer)
  model.script(curls([...all, 'https://good.test/']), [{ text: 'Done.' }])
  const invocations = await runTurn()
  const output = invocations.map((call) => call.output).join('\n')
  expect(world.requests.map(({ url }) => url)).toEqual(['https://good.test/'])
  expect(world.questions).toEqual(['good.test'])
  expect(output.match(/\[\d+\]/g)).toHaveLength(all.length + 1)
  expect(output.match(/\[0\]/g), output).toHaveLength(1)
  expect(output).toContain('Hello from good.test [0]')
  tell(`SSRF: ${all.length} forms by the shell's curl, ${world.requests.length - 1} passed`)
}, 60_000)
