import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { type RootKey, readRootKeys } from '../../src/accounts/root-keys'
import { type Place, rewrap, rootIdOf, seal, unseal } from '../../src/accounts/secrets'

const place: Place = { account: 'ann', record: 'provider-settings/chat/chat@https://api.test/v1', version: 7 }
const [OLD, NEW] = [`old.${'B'.repeat(42)}E`, `new.${'C'.repeat(42)}E`]

const roots = (setting: string): Promise<RootKey[]> => readRootKeys({ ...env, OKCVM_ROOT_KEY: setting })
const refusal = (opening: Promise<string>) =>
  opening.then(
    () => 'opened',
    (error) => error.code,
  )

test('what was sealed opens in its place, and no two envelopes are alike', async () => {
  const keys = await roots(OLD)
  const [one, two] = [await seal(keys, 'sk-canary', place), await seal(keys, 'sk-canary', place)]
  expect(await unseal(keys, one, place)).toBe('sk-canary')
  expect(one.split('.').slice(0, 2)).toEqual(['v1', 'old'])
  expect(one).not.toBe(two)
  expect(one).not.toContain('canary')
})

test('an envelope changed in any one character opens nothing', async () => {
  const keys = await roots(`${OLD},${NEW}`)
  const envelope = await seal(keys, 'sk-canary', place)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
  for (let at = 0; at < envelope.length; at++) {
    for (const sign of new Set(['A', 'E', '_', '.', alphabet[(alphabet.indexOf(envelope[at] ?? '') + 1) % 65] ?? ''])) {
      if (sign === envelope[at]) continue
      const changed = envelope.slice(0, at) + sign + envelope.slice(at + 1)
      expect(await refusal(unseal(keys, changed, place)), `${at}: ${sign}`).toBe('key_unreadable')
      expect(await refusal(rewrap(keys, changed, place).then((again) => unseal(keys, again, place)))).toBe(
        'key_unreadable',
      )
    }
  }
})

test('fields of two envelopes do not mix', async () => {
  const keys = await roots(OLD)
  const [one, two] = [await seal(keys, 'one', place), await seal(keys, 'two', place)]
  const [first, second] = [one.split('.'), two.split('.')]
  for (const at of [2, 3, 4, 5]) {
    const mixed = first.map((field, index) => (index === at ? second[index] : field)).join('.')
    expect(await refusal(unseal(keys, mixed, place))).toBe('key_unreadable')
  }
  for (const short of ['', 'v1', first.slice(0, 5).join('.'), `${one}.`, `${one}.AAAA`, one.replace('v1', 'v2')]) {
    expect(await refusal(unseal(keys, short, place))).toBe('key_unreadable')
  }
})

test.each([
  ['another account', { ...place, account: 'ben' }],
  ['another kind', { ...place, record: 'provider-settings/image/image@https://api.test/v1' }],
  ['another address', { ...place, record: 'provider-settings/chat/chat@https://evil.test/v1' }],
  ['an older version', { ...place, version: 6 }],
  ['a newer version', { ...place, version: 8 }],
  ['a bar that moved', { ...place, account: `ann|${place.record}`, record: '7', version: 7 }],
])('an envelope does not open for %s', async (_, other) => {
  const keys = await roots(OLD)
  expect(await refusal(unseal(keys, await seal(keys, 'sk-canary', place), other))).toBe('key_unreadable')
})

test('a root key that is missing, or another under its name, opens nothing', async () => {
  const envelope = await seal(await roots(OLD), 'sk-canary', place)
  expect(await refusal(unseal(await roots(NEW), envelope, place))).toBe('key_unreadable')
  expect(await refusal(unseal(await roots(NEW.replace('new', 'old')), envelope, place))).toBe('key_unreadable')
  expect(await refusal(unseal([], envelope, place))).toBe('key_unreadable')
})

test('the first root key wraps, all open, and wrapping anew leaves the sealed text as it is', async () => {
  const before = await seal(await roots(OLD), 'sk-canary', place)
  const after = await rewrap(await roots(`${NEW},${OLD}`), before, place)
  expect(rootIdOf(after)).toBe('new')
  expect(after.split('.').slice(4)).toEqual(before.split('.').slice(4))
  expect(await unseal(await roots(NEW), after, place)).toBe('sk-canary')
  expect(await refusal(unseal(await roots(OLD), after, place))).toBe('key_unreadable')
})

test.each([
  'short.AAAA',
  'noid',
  `.${'A'.repeat(42)}E`,
  `a b.${'A'.repeat(42)}E`,
  `x.${'A'.repeat(42)}F`,
  `${OLD}.more`,
])('a root key written as %j is refused without being repeated', async (setting) => {
  const error = await roots(setting).then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toMatchObject({ code: 'setup_required' })
  expect(error.message).not.toContain(setting)
})
