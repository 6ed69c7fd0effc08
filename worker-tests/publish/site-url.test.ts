import { expect, test } from 'vitest'
import { siteUrl, slugOfHost } from '../../src/publish/site-url'

const slug = 'abcdefghijklmnopqrstuvwxyz234567'

test('on a shared host the address is a path, because ports and names change', () => {
  expect(siteUrl(slug, undefined)).toBe(`/sites/${slug}/`)
})

test('with a host for sites, every site has an origin of its own', () => {
  expect(siteUrl(slug, 'sites.example')).toBe(`https://${slug}.sites.example/`)
})

test('the slug is read from the host, whatever its case and port', () => {
  expect(slugOfHost(`${slug.toUpperCase()}.Sites.Example`, 'sites.example')).toBe(slug)
  expect(slugOfHost(`${slug}.sites.example`, 'sites.example:8443')).toBe(slug)
})

test.each([
  'sites.example',
  'app.sites.example',
  `${slug}.other.example`,
  `x.${slug}.sites.example`,
  `${slug}sites.example`,
  `${slug}.sites.example.evil`,
])('%s is no site', (hostname) => expect(slugOfHost(hostname, 'sites.example')).toBeUndefined())
