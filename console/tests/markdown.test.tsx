import { cleanup, render } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import { blockReader, parseBlocks } from '../src/parts/markdown/blocks'
import { Markdown } from '../src/parts/markdown/markdown'

afterEach(cleanup)

const drawn = (source: string) => render(<Markdown source={source} />).container

test('the usual marks become elements', () => {
  const page = drawn(
    '# Title\n\nSome **bold**, *soft* and `code`.\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  )
  expect(page.querySelector('.h1')?.textContent).toBe('Title')
  expect(page.querySelector('strong')?.textContent).toBe('bold')
  expect(page.querySelectorAll('ol li')).toHaveLength(2)
  expect(page.querySelector('td')?.textContent).toBe('1')
})

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['an image with a handler', '<img src=x onerror=alert(1)>'],
  ['a tag within a line', 'hello <b onclick="alert(1)">you</b>'],
  ['an open frame', '<iframe src="https://example.com">'],
  ['a style', '<style>body { display: none }</style>'],
])('raw HTML is shown as it was written: %s', (_, source) => {
  const page = drawn(source)
  expect(page.querySelector('script, img, b, iframe, style')).toBeNull()
  expect(page.textContent).toBe(source)
})

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java&#115;cript:alert(1)',
  'java&Tab;script:alert(1)',
  '&#106;avascript:alert(1)',
  '\u0001javascript:alert(1)',
  'vbscript:x',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.com/1',
  'file:///etc/passwd',
])('an address that may not be followed is text: %s', (href) => {
  for (const anchor of drawn(`[click](${href}) and <${href}> and [ref]\n\n[ref]: ${href}`).querySelectorAll('a')) {
    expect(new URL(anchor.href).protocol).toMatch(/^(https?|mailto):$/)
  }
})

test('links open in a tab of their own and keep this page to themselves', () => {
  const anchors = drawn('[site](/sites/abc/) https://example.com/?a=1&amp;b me@example.com').querySelectorAll('a')
  expect([...anchors].map(({ href }) => href)).toEqual([
    `${location.origin}/sites/abc/`,
    'https://example.com/?a=1&amp;b',
    'mailto:me@example.com',
  ])
  for (const anchor of anchors) expect([anchor.target, anchor.rel]).toEqual(['_blank', 'noopener noreferrer'])
})

test('an image on another host is a link and a button, so that nothing is fetched without a click', () => {
  const page = drawn('![a cat](https://example.com/cat.png)')
  expect(page.querySelector('button')?.textContent).toBe('Load image from example.com')
  expect(page.querySelector('img')).toBeNull()
  expect(page.querySelector('a')?.href).toBe('https://example.com/cat.png')
  expect(page.querySelector('a')?.textContent).toContain('a cat')
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:https://example.com/1',
  '//example.com\\@x',
  'ftp://example.com/a.png',
])('an image at %s is neither shown nor asked for', (href) => {
  const page = drawn(`![x](${href})`)
  expect(page.querySelector('img')).toBeNull()
})

test('an image within a link is its words', () => {
  const page = drawn('[![a cat](https://example.com/cat.png)](https://example.com/)')
  expect(page.querySelectorAll('a')).toHaveLength(1)
  expect(page.querySelector('button')).toBeNull()
  expect(page.textContent).toContain('a cat')
})

test('character references read as characters, in code as written', () => {
  expect(drawn('Salt &amp; pepper &#x2713; &nosuch; `&amp;`').textContent).toBe('Salt & pepper ✓ &nosuch; &amp;')
})

const LONG = [
  '# Plan',
  '',
  'First **words** with `code`.',
  '',
  '- one',
  '- two',
  '  - nested',
  '',
  '- three',
  '',
  '```js',
  'const a = 1',
  '',
  'const b = 2',
  '```',
  '',
  '> quoted',
  '> twice',
  '',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '',
  '1. first',
  '2. second',
  '',
  'Setext',
  '---',
  '',
  'The end.',
].join('\n')

test('a text that grows letter by letter ends as the whole text reads', () => {
  const read = blockReader()
  for (let length = 1; length < LONG.length; length += 1) read(LONG.slice(0, length))
  expect([...read(LONG)]).toEqual([...parseBlocks(LONG)])
})

test('finished blocks are the same objects while text is appended', () => {
  const read = blockReader()
  const before = read(LONG)
  const after = read(`${LONG} And more.`)
  expect(after.slice(0, 5).every((block, at) => block === before[at])).toBe(true)
})

test('appending keeps the elements that are there', () => {
  const { container, rerender } = render(<Markdown source={'One.\n\nTwo.\n\nThree'} isOpen />)
  const [first] = container.querySelectorAll('p')
  rerender(<Markdown source={'One.\n\nTwo.\n\nThree and four.'} isOpen />)
  expect(container.querySelectorAll('p')[0]).toBe(first)
  expect(container.querySelectorAll('p')[2]?.textContent).toBe('Three and four.')
})
