import { expect, test } from 'vitest'
import { CookieJar } from '../../../src/sandbox/browser/cookie-jar'

const NOW = Date.UTC(2026, 10, 22)

function jarWith(setCookies: string[], from = 'https://www.shop.test/a/b', now = NOW): CookieJar {
  const jar = new CookieJar([], () => now)
  jar.keep(setCookies, new URL(from))
  return jar
}

const sent = (jar: CookieJar, to: string, { method = 'GET', from }: { method?: string; from?: string } = {}) =>
  jar.headerFor({ url: new URL(to), method, from: from === undefined ? undefined : new URL(from) })

test.each([
  ['its own host', 'a=1', 'https://www.shop.test/a/c', 'a=1'],
  ['not hosts beside it', 'a=1', 'https://shop.test/a/', undefined],
  ['not hosts below it', 'a=1; Path=/', 'https://x.www.shop.test/', undefined],
  ['hosts below it where it says so', 'a=1; Path=/; Domain=www.shop.test', 'https://x.www.shop.test/', 'a=1'],
  ['its own host alone where it names one above', 'a=1; Path=/; Domain=.shop.test', 'https://www.shop.test/', 'a=1'],
  ['never a host above', 'a=1; Path=/; Domain=.shop.test', 'https://shop.test/', undefined],
  ['no host for a host that is not its own', 'a=1; Path=/; Domain=bank.test', 'https://bank.test/', undefined],
  ['its path', 'a=1; Path=/a', 'https://www.shop.test/a/x', 'a=1'],
  ['not a path that only begins alike', 'a=1; Path=/a', 'https://www.shop.test/ab', undefined],
  ['the folder it came from', 'a=1', 'https://www.shop.test/', undefined],
  ['https alone where it is secure', 'a=1; Path=/; Secure', 'http://www.shop.test/', undefined],
  ['nobody when it is over', 'a=1; Path=/; Max-Age=0', 'https://www.shop.test/', undefined],
  [
    'nobody when its day has passed',
    'a=1; Path=/; Expires=Wed, 21-Oct-2015 07:28:00 GMT',
    'https://www.shop.test/',
    undefined,
  ],
  [
    'its host until its day has come',
    'a=1; Path=/; Expires=Sun, 22 Nov 2026 12:00:00 GMT',
    'https://www.shop.test/',
    'a=1',
  ],
  ['its host with = in it', 'a=b=c==; Path=/', 'https://www.shop.test/', 'a=b=c=='],
  ['nobody with a control character', 'a=1\u0000; Path=/', 'https://www.shop.test/', undefined],
  [
    'nobody where its name promises more',
    '__Host-a=1; Path=/; Secure; Domain=www.shop.test',
    'https://www.shop.test/',
    undefined,
  ],
  ['its host where its name holds', '__Host-a=1; Path=/; Secure', 'https://www.shop.test/', '__Host-a=1'],
])('a cookie goes to %s', (_, setCookie, to, header) => {
  expect(sent(jarWith([setCookie]), to)).toBe(header)
})

test('what is secure is neither set nor replaced over http', () => {
  const jar = jarWith(['s=1; Path=/; Secure'])
  jar.keep(['s=2; Path=/', 't=1; Path=/; Secure'], new URL('http://www.shop.test/'))
  expect(sent(jar, 'https://www.shop.test/')).toBe('s=1')
})

test("another site's form carries no cookie, its link only what is lax", () => {
  const jar = jarWith(['s=1; Path=/; SameSite=Strict', 'l=1; Path=/', 'n=1; Path=/; SameSite=None; Secure'])
  const home = 'https://www.shop.test/'
  const [evil, own] = ['https://evil.test/', 'https://www.shop.test/b']
  expect(sent(jar, home)).toBe('s=1; l=1; n=1')
  expect(sent(jar, home, { from: own, method: 'POST' })).toBe('s=1; l=1; n=1')
  expect(sent(jar, home, { from: evil })).toBe('l=1; n=1')
  expect(sent(jar, home, { from: evil, method: 'POST' })).toBe('n=1')
})

test('longer paths come first, and the same cookie is replaced', () => {
  const jar = jarWith(['a=1; Path=/', 'a=2; Path=/a', 'a=3; Path=/'])
  expect(sent(jar, 'https://www.shop.test/a/')).toBe('a=2; a=3')
})

test('a host cannot fill the jar', () => {
  const jar = jarWith(Array.from({ length: 500 }, (_, at) => `c${at}=${'x'.repeat(3000)}; Path=/`))
  jar.keep(['mine=1; Path=/'], new URL('https://other.test/'))
  expect(JSON.stringify(jar.all()).length).toBeLessThan(70_000)
  expect(jar.all().length).toBeLessThan(52)
  expect(sent(jar, 'https://other.test/')).toBe('mine=1')
})
