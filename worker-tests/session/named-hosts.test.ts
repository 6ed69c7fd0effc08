import { expect, test } from 'vitest'
import { includesHost, namedHosts } from '../../src/session/named-hosts'

test.each([
  ['Read https://example.com/a?b=c#d now', ['example.com']],
  ['See http://EXAMPLE.com:443.', ['example.com']],
  ['wss://live.example.com/socket', ['live.example.com']],
  ['Look at example.com, please.', ['example.com']],
  ['(see www.example.co.uk)', ['www.example.co.uk']],
  ['访问example.com吧', ['example.com']],
  ['请打开https://example.com，然后', ['example.com']],
  ['https://bücher.example/liste', ['xn--bcher-kva.example']],
  ['https://user:word@example.com/', ['example.com']],
  ['two: a.example and https://b.example', ['a.example', 'b.example']],
  ['https://93.184.215.14/x', ['93.184.215.14']],
])('%s', (text, hosts) => {
  expect([...namedHosts(text)].sort()).toEqual(hosts)
})

test.each([
  'Change README.md and main.py, then run install.sh and unpack data.zip',
  'Write to ann@example.com',
  'The path is notes/example.com or C:\\example.com',
  'e = 2.718, v1.2.3, and so on...',
  'bücher.example', // Half of a name would be another one.
  'nothing here',
  '',
])('no host is named in: %s', (text) => {
  expect([...namedHosts(text)]).toEqual([])
})

test('with or without www it is one host, and a neighbour is another', () => {
  const named = new Set(['example.com', 'www.other.example'])
  expect(['www.example.com', 'example.com', 'other.example'].map((host) => includesHost(named, host))).toEqual([
    true,
    true,
    true,
  ])
  expect(
    ['evil.example.com', 'example.com.evil.test', 'ww.example.com'].map((host) => includesHost(named, host)),
  ).toEqual([false, false, false])
})
