import { expect, test } from 'vitest'
import { contentPolicy, isHostName } from '../../src/publish/content-policy'

function directives(openHosts: string[] = []): Map<string, string[]> {
  return new Map(
    contentPolicy(openHosts).map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources]
    }),
  )
}

const CLOSED = ['default-src', 'connect-src', 'form-action', 'base-uri']
const LIBRARIES = ['script-src', 'style-src', 'font-src']

test('without an opened host pages reach themselves, and libraries for scripts, styles and fonts alone', () => {
  const policy = directives()
  for (const name of CLOSED) expect(policy.get(name)?.filter((source) => source.includes('.'))).toEqual([])
  for (const name of LIBRARIES) expect(policy.get(name)).toContain('https://cdn.jsdelivr.net')
  // What has no directive of its own falls back to default-src; these two do not.
  expect([...policy.keys()].sort()).toEqual([...CLOSED, ...LIBRARIES].sort())
})

test('an opened host is open for everything but the base of addresses', () => {
  const policy = directives(['maps.test'])
  for (const name of [...CLOSED, ...LIBRARIES]) {
    expect([name, policy.get(name)?.includes('https://maps.test')]).toEqual([name, name !== 'base-uri'])
  }
  expect(policy.get('connect-src')).toContain('wss://maps.test')
})

test.each([
  '*',
  '*.test',
  'maps.test;',
  "maps.test; script-src 'none'",
  'maps.test https://evil.test',
  'https://maps.test',
  'maps.test/path',
  'maps.test:8080',
  'maps',
  'MAPS.test',
  '[::1]',
  '',
  `${'a'.repeat(64)}.test`,
])('%j is no host that could be opened', (host) => {
  expect(isHostName(host)).toBe(false)
  expect(contentPolicy([host])).toEqual(contentPolicy([]))
})

test.each(['maps.test', 'a-b.maps.test', 'xn--bcher-kva.example', '93.184.215.14'])('%j is a host', (host) => {
  expect(isHostName(host)).toBe(true)
})
