import { expect, test } from 'vitest'
import { siteTitle, titleIn } from '../../src/publish/title'

test.each([
  ['<title>Bakery</title>', 'Bakery'],
  ['<TITLE lang="fr">\n  Pain &amp; Brot\n</TITLE>', 'Pain & Brot'],
  ['<title>&lt;b&gt; &#233;t&#xE9; &#x1F950; &hellip;</title>', '<b> été 🥐 …'],
  ['<title>&amp;lt; stays &unknown; &#0; &#xD800;</title>', '&lt; stays &unknown; \uFFFD \uFFFD'],
  ['<!-- <title>Draft</title> --><title>Final</title>', 'Final'],
  ['<script>"<title>no</title>"</script><svg><title>icon</title></svg><title>Page</title>', 'Page'],
  ['<titles>no</titles>', 'site'],
  ['<title>   </title>', 'site'],
  ['<title>never closed', 'site'],
  ['İİ<title>Straße</title>', 'Straße'],
  ['', 'site'],
])('%j is titled %j', (html, title) => expect(siteTitle(html, 'site')).toBe(title))

test('a title is at most 200 characters and never half of one', () => {
  expect(siteTitle(`<title>${'🥐'.repeat(300)}</title>`, 'site')).toBe('🥐'.repeat(200))
})

test('a megabyte of open tags is read in one pass', () => {
  // Time stands still inside a Worker: were the reading quadratic, this test would never end.
  expect(siteTitle('<svg><title '.repeat(80_000), 'site')).toBe('site')
  expect(siteTitle('<title'.repeat(200_000), 'site')).toBe('site')
  expect(siteTitle(`<title>${'&#'.repeat(200_000)}${' '.repeat(200_000)}</title>`, 'site')).toMatch(/^(&#){100}$/)
})

test('of a page without end its top alone is read', async () => {
  const bytes = new TextEncoder()
  let pieces = 0
  let isLeft = false
  const page = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(bytes.encode(pieces++ ? 'x'.repeat(16_384) : '<title>Caf\u00e9</title>')),
    cancel: () => {
      isLeft = true
    },
  })
  expect(await titleIn(page, 'Site')).toBe('Café')
  expect(pieces).toBeLessThan(20)
  expect(isLeft).toBe(true)
})
