import { expect, test } from 'vitest'
import { rewrapPagesAt } from '../rewrap-pages.ts'

test.each(['http://okcvm.example', 'http://127.0.0.1.okcvm.example', 'ftp://localhost.example'])(
  'an admin’s key is never sent to %s in the clear',
  (url) => expect(() => rewrapPagesAt(url)).toThrow(`Write ${url} with https://`),
)

test.each(['https://okcvm.example', 'http://127.0.0.1:8787', 'http://[::1]:8787'])('%s may be asked', (url) =>
  expect(rewrapPagesAt(url)).toBeTypeOf('function'),
)
