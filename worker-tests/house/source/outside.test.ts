import { expect, test } from 'vitest'
import { callsOf, sourceFiles, textOf } from './source-files.ts'

const LEAVES = ['fetch', 'WebSocket', 'EventSource']

const MAY_LEAVE: Record<string, string> = {
  'src/egress/egress.ts': 'the guarded fetch',
  'src/egress/operator.ts': 'what the operator’s own settings name',
  'src/accounts/access-token.ts': 'the keys of Cloudflare Access, whose team the operator names',
  'src/models/stream/patient-fetch.ts': 'the fetch that it was handed',
}

test('nothing leaves the Worker but by the egress room', () => {
  const leaving = sourceFiles('src').filter(
    (path) => callsOf(path).some((name) => LEAVES.includes(name)) || textOf(path).includes('globalThis.fetch'),
  )
  expect(
    leaving.filter((path) => !MAY_LEAVE[path]),
    'Ask by the Toolbox’s egress, or by operatorFetch for an address of the operator’s settings.',
  ).toEqual([])
  expect(Object.keys(MAY_LEAVE).filter((path) => !leaving.includes(path))).toEqual([])
})
