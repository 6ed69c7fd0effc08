import { expect, test } from 'vitest'
import { drawLines, drawScreen, screensOf } from '../../../src/sandbox/browser/page-view'
import { readHtml } from '../../../src/sandbox/browser/read-html'

const read = (html: string, url = 'https://page.test/folder/page') => readHtml(html, new URL(url)).reading
const linesOf = (html: string) => drawLines(read(html), {})

test.each([
  ['text', '<p>One\n  two<br>three<p>four', ['One two', 'three', '', 'four']],
  ['headings', '<h1>A</h1><h3>B &amp; C</h3>x', ['# A', '', '### B & C', '', 'x']],
  ['lists', '<ul><li>a<li>b<ol start=3><li>c<li>d</ol></ul>', ['- a', '- b', '  3. c', '  4. d']],
  ['a list in a quote', '<blockquote>So<ul><li>a</ul></blockquote>', ['> So', '> - a']],
  ['verbatim text', '<pre>a\n  b\n\nc</pre>d', ['a', '  b', '', 'c', '', 'd']],
  ['links', '<a href="/b">B</a> <a href="c" title="See">​</a><a href=d><img src=x alt=Dot></a>', ['[1 B] [2 ​][3 Dot]']],
  ['a link that was not closed', '<a href=a>A<a href=b>B</a>', ['[1 A][2 B]']],
  [
    'unseen parts',
    '<p hidden>a<p style="color:red; display : none">b<script>c</script><template>d</template><p>e',
    ['e'],
  ],
  ['references', '&lt;b&gt; &copy; &#x1f337; &nosuch;', ['<b> © 🌷 &nosuch;']],
  ['a picture with words', '<img src=a alt="A cat"> and <img src=b alt="">', ['(picture: A cat) and']],
  [
    'a layout table',
    '<table role=presentation><tr><td>1.<td><a href=a>A</a><tr><td>2.<td>B</table>',
    ['1. [1 A]', '2. B'],
  ],
  [
    'a table in a table',
    '<table><tr><td>x<table><tr><td>a<td>b<tr><td>c<td>d</table><td>y</table>',
    ['x', '', '| a | b |', '| c | d |', '', 'y'],
  ],
  [
    'another document',
    '<iframe src="/frame" title="Map"></iframe><video><source src="/film.mp4"></video>',
    ['[1 iframe: Map][2 source: film.mp4]'],
  ],
])('%s', (_, html, lines) => {
  expect(linesOf(html).filter((line, at, all) => line !== '' || all[at - 1] !== '')).toEqual(lines)
})

test('addresses follow the base of the page', () => {
  const { elements, forms } = read(
    '<a href="x">1</a><base href="/other/"><a href="#y">2</a><form action="z"></form><form></form>',
  )
  expect(elements.map((each) => (each.kind === 'link' ? each.href : each.kind))).toEqual([
    'https://page.test/other/x',
    'https://page.test/other/#y',
  ])
  expect(forms.map(({ action }) => action)).toEqual(['https://page.test/other/z', 'https://page.test/folder/page'])
})

test('a form that stands between a table and its rows has their fields', () => {
  const { elements } = read(
    '<table><form action=/a><input type=hidden name=k value=v><tr><td>Name<td><input name=n></tr></form></table>',
  )
  expect(elements).toEqual([
    { kind: 'hidden', form: 0, name: 'k', value: 'v' },
    { kind: 'field', number: 1, label: 'n', type: 'text', form: 0, name: 'n', value: '' },
  ])
})

test('a page that only a script draws says so', () => {
  expect(read('<div id=root></div><script src=app.js></script>').notes).toEqual([
    expect.stringContaining('drawn by JavaScript'),
  ])
  expect(read(`<p>${'Words. '.repeat(100)}</p><script src=app.js></script>`).notes).toEqual([])
})

test('a page cannot forge our own marks or hide in control characters', () => {
  const text = linesOf(
    '<a href=/a>Real</a> \u00011\u0001 \u001b[31mred <b>\u0000x</b><a href=/b>\u00011\u0001</a>',
  ).join('\n')
  expect(text).toBe('[1 Real] 1 [31mred x[2 1]')
})

test('no screen is far longer than the others, and none loses a line', () => {
  const reading = read(`<p>${'word '.repeat(20_000)}</p>${'<p>line</p>'.repeat(3000)}<p>${'长'.repeat(9000)}</p>`)
  const starts = screensOf(reading)
  const screens = starts.map((_, at) => drawScreen(reading, {}, starts, at + 1))
  expect(Math.max(...screens.map(({ length }) => length))).toBeLessThan(7100)
  const whole = screens.join('\n')
  expect(whole.match(/word/g)).toHaveLength(20_000)
  expect(whole.match(/line/g)).toHaveLength(3000)
  expect(whole.match(/长/g)).toHaveLength(9000)
})

/** Each would hold a parser that looks through all its open elements, or walks them by recursion, for minutes or for good. */
const traps: Record<string, string> = {
  'open tags': '<b>',
  'nested boxes': '<div>',
  'end tags of nothing': '<div></p></span></b>',
  'nested tables': '<table><tr><td>',
  'nested lists': '<ul><li>',
  'nested labels': '<label>',
  'nested links': '<a href=x><button><table><td>',
  'nested forms': '<form><p>',
  'half a tag': '<a ',
  'half an attribute': '<a b="',
  'half a comment': '<!--',
  'half a script': '<script>',
  references: '&amp',
  attributes: '<p a=1 b=2 c=3 ',
  options: '<select><option>',
  'a paragraph under a button': '<p><button><i><div>',
}

test.each(Object.entries(traps))(
  'a page of 1 MB of %s is read',
  (_, piece) => {
    const { lines, elements } = read(piece.repeat(1_000_000 / piece.length))
    expect(lines.join('').length).toBeLessThan(4_000_000)
    expect(elements.length).toBeLessThan(6000)
  },
  20_000,
)
