import { expect, test } from 'vitest'
import { contentDisposition } from '../../src/routes/content-disposition'

test.each([
  ['a.txt', `filename="a.txt"; filename*=UTF-8''a.txt`],
  ['a b;c,d.txt', `filename="a b;c,d.txt"; filename*=UTF-8''a%20b%3Bc%2Cd.txt`],
  ['"é\'.txt', `filename="__'.txt"; filename*=UTF-8''%22%C3%A9%27.txt`],
  ['(1)*%41.txt', `filename="(1)*_41.txt"; filename*=UTF-8''%281%29%2A%2541.txt`],
  ['报告.pdf', `filename="__.pdf"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf`],
  ['😀.png', `filename="__.png"; filename*=UTF-8''%F0%9F%98%80.png`],
  ['a"\r\nSet-Cookie: b=c', `filename="a___Set-Cookie: b=c"; filename*=UTF-8''a%22__Set-Cookie%3A%20b%3Dc`],
  ['../../etc/passwd', `filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ['a\\b', `filename="a_b"; filename*=UTF-8''a_b`],
  ['invoice\u202efdp.exe', `filename="invoice_fdp.exe"; filename*=UTF-8''invoice_fdp.exe`],
  ['\u2066a\u2069\u200b\u200f.txt', `filename="_a___.txt"; filename*=UTF-8''_a___.txt`],
  ['a\u2028b\u0000\u0085', `filename="a_b__"; filename*=UTF-8''a_b__`],
  ['half \ud83d', `filename="half _"; filename*=UTF-8''half%20%EF%BF%BD`],
  ['', `filename="file"; filename*=UTF-8''file`],
])('the name %j', (name, parameters) => {
  expect(contentDisposition('attachment', name)).toBe(`attachment; ${parameters}`)
})

test('every character of Unicode gives a header that can be sent, ends where it should and comes back', () => {
  for (let code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 997) {
    const name = `a${String.fromCodePoint(code)}b`
    const header = contentDisposition('inline', name)
    expect(new Headers({ 'content-disposition': header }).get('content-disposition')).toBe(header)
    const [, plain = '', encoded = ''] =
      /^inline; filename="([^"\\]*)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]*)$/.exec(header) ?? []
    expect(plain.length, header).toBeGreaterThan(2)
    expect([name.toWellFormed(), 'a_b'], header).toContain(decodeURIComponent(encoded))
  }
})
