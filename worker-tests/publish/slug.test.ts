import { expect, test } from 'vitest'
import { isSlug, slugFor } from '../../src/publish/slug'

test('a call that runs again publishes under the same slug', async () => {
  expect(await slugFor('secret', 'call-1')).toBe(await slugFor('secret', 'call-1'))
})

test('without the secret the slug cannot be told from the call', async () => {
  const slugs = await Promise.all([
    slugFor('secret', 'call-1'),
    slugFor('secret', 'call-2'),
    slugFor('other', 'call-1'),
  ])
  expect(new Set(slugs).size).toBe(3)
})

test('a slug is a DNS label of 160 bits', async () => {
  for (const call of ['a', 'b', 'c', '']) {
    const slug = await slugFor('secret', call)
    expect(slug).toMatch(/^[a-z2-7]{32}$/)
    expect(isSlug(slug)).toBe(true)
  }
})

test('the bits are those of the HMAC, first bit first', async () => {
  // From: printf site:call | openssl dgst -sha256 -hmac secret -binary | head -c20 | base32 | tr A-Z a-z
  expect(await slugFor('secret', 'call')).toBe('qrf6levdowgbqdicwbavvtsz7iajlwk3')
})

test.each(['', 'short', 'A'.repeat(32), '0'.repeat(32), 'a'.repeat(33), '../../../../../../../../../../..'])(
  '%j is no slug',
  (text) => expect(isSlug(text)).toBe(false),
)
