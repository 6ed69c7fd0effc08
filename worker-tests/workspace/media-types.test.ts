import { expect, test } from 'vitest'
import { mediaTypeOf } from '../../src/workspace/media-types'

test.each([
  ['output/site/index.html', 'text/html; charset=utf-8'],
  ['a/b.JS', 'text/javascript; charset=utf-8'],
  ['logo.svg', 'image/svg+xml; charset=utf-8'],
  ['photo.JPEG', 'image/jpeg'],
  ['archive.tar.gz', 'application/gzip'],
  ['Makefile', 'application/octet-stream'],
  ['folder.png/readme', 'application/octet-stream'],
  ['trailing.', 'application/octet-stream'],
])('%s is %s', (path, type) => {
  expect(mediaTypeOf(path)).toBe(type)
})
