import { readings } from './disguises'
import { NAMESPACES } from './well-known-hosts'

/** What a browser may act on by itself, or a page's script reads as instructions. */
const ACTIVE = /^(?:text\/(?:html|css|javascript)|application\/(?:json|jsonl|xml)|[\w.+-]+\/[\w.+-]+\+(?:xml|json))\b/

/** A piece of a file that is looked at in one go, and how far the next one reaches back into it. */
const WINDOW_CHARS = 256 * 1024
const OVERLAP_CHARS = 4 * 1024

/** A URL with a scheme. Browsers drop tabs and line ends within it, and read a backslash as a slash. */
const BLANK = '[\\t\\n\\r]*'
const SCHEME = ['https', 'http', 'wss', 'ws', 'ftp', 'stuns', 'stun', 'turns', 'turn'].map((word) =>
  word.split('').join(BLANK),
)
const HOST = '([^\\s"\'`<>()\\\\/?#,;|\\]]+)'
const ABSOLUTE = new RegExp(`\\b(?:${SCHEME.join('|')})${BLANK}:[\\\\/\\t\\n\\r]*${HOST}`, 'gi')

/**
 * `//host/…`, where a comment of a script would not stand: after a quote, a bracket or a blank, up to an end of a host.
 * Each character can be read in one way only, so that no file keeps us busy: blanks before the slashes are one blank
 * before them, and a dot only ever ends a label.
 */
const RELATIVE =
  /(?<=^|["'`(=,\s])[\\/]{2,}((?:[^\s"'`<>()\\/?#,;|\]=+*{}.]*\.)+[^\s"'`<>()\\/?#,;|\]=+*{}.]+)\.?(?=[/?#:"'`\s>)\\,&]|$)/gi

/** A visitor's own machine, which nothing can be carried out to. */
const AT_HOME = new Set(['localhost', '127.0.0.1', '[::1]'])

/** DNS knows no longer name; what is longer is no host, and is told as far as that. */
const NAME_MAX_CHARS = 253

export interface PublishedText {
  type: string
  body(): Promise<ReadableStream<Uint8Array> | Uint8Array>
}

/**
 * The hosts that a site's files name, sorted: any absolute or protocol-relative address in pages, styles, scripts,
 * drawings and JSON, also a disguised one. A host that is put together while the page runs is named as it is written.
 */
export async function outsideHosts(files: Iterable<PublishedText>): Promise<string[]> {
  const hosts = new Set<string>()
  for (const file of files) {
    if (!ACTIVE.test(file.type)) continue
    for await (const piece of piecesOf(await file.body())) for (const host of hostsIn(piece)) hosts.add(host)
  }
  return [...hosts].sort()
}

/** The hosts that one text names. */
export function hostsIn(text: string): Set<string> {
  const hosts = new Set<string>()
  for (const reading of readings(text)) {
    const bare = NAMESPACES.reduce((rest, namespace) => rest.replace(namespace, ''), reading)
    for (const [, authority = ''] of [...bare.matchAll(ABSOLUTE), ...bare.matchAll(RELATIVE)]) {
      const host = hostOf(authority)
      if (host !== undefined && !AT_HOME.has(host)) hosts.add(host)
    }
  }
  return hosts
}

function hostOf(authority: string): string | undefined {
  const name = authority.replace(/(?<![.:&!])[.:&!]+$/, '')
  if (name === '' || name.startsWith('&')) return undefined
  return (URL.parse(`http://${name}/`)?.hostname.replace(/\.$/, '') ?? name.toLowerCase()).slice(0, NAME_MAX_CHARS)
}

/** Memory holds a window, however long the file is. */
async function* piecesOf(body: ReadableStream<Uint8Array> | Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body instanceof Uint8Array ? [body] : body) {
    rest += decoder.decode(bytes, { stream: true })
    while (rest.length > WINDOW_CHARS) {
      const end = endOfWord(rest)
      yield rest.slice(0, end)
      rest = rest.slice(end - OVERLAP_CHARS)
    }
  }
  yield rest + decoder.decode()
}

/** Where the window ends, so that no host is cut in half. */
function endOfWord(text: string): number {
  const tail = text.slice(WINDOW_CHARS - OVERLAP_CHARS / 2, WINDOW_CHARS)
  const at = Math.max(...[' ', '\n', '"', "'", '<', ';'].map((sign) => tail.lastIndexOf(sign)))
  return at < 0 ? WINDOW_CHARS : WINDOW_CHARS - tail.length + at + 1
}
