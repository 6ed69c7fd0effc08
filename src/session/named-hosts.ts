/** `README.md` and `main.py` are files, though both could be hosts: such a name counts only within a URL. */
const FILE_ENDINGS = new Set(
  (
    'bash bat bin bz cab cc cfg conf cpp cs csv dart db doc docx env exe gif go gz htm html hs ico ini ipynb ' +
    'java jpeg jpg js json jsx kt lock log lua md mdx mkv mjs mm mov mp3 mp4 msi nb odt ogg parquet pdf php ' +
    'pl png ppt pptx ps ps1 psd py rb rs rtf scala sh sql svg swift tar tex tf toml ts tsv tsx ttf txt vb vue wasm wav ' +
    'webm webp woff woff2 xls xlsx xml yaml yml zip zsh'
  ).split(' '),
)

/** Letters that a host may run on in: next to Chinese text a host stands without a space. */
const LETTER = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{M}\\p{Nd}'

const URL_START = new RegExp(`(?:https?|wss?)://([${LETTER}.\\-_~:@%]+|\\[[\\da-f:.]+\\])`, 'giu')
const BARE = new RegExp(
  `(?<![${LETTER}@._/\\\\-])((?:[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?\\.)+[a-z][a-z\\d-]*[a-z\\d])(?![${LETTER}@_-])`,
  'giu',
)

/** The hosts that a person named in their own words, as a URL or bare, the way `new URL` writes them. */
export function namedHosts(text: string): Set<string> {
  const inUrls = [...text.matchAll(URL_START)].map(([, authority = '']) => hostOf(authority))
  const bare = [...text.matchAll(BARE)].flatMap(([, name = '']) => (isFileName(name) ? [] : hostOf(name)))
  return new Set([...inUrls, ...bare].filter((host) => host !== undefined))
}

/** Whether one of the hosts is meant by another: with or without `www.` it is the same to people. */
export function includesHost(hosts: ReadonlySet<string>, host: string): boolean {
  const bare = host.replace(/^www\./, '')
  return hosts.has(bare) || hosts.has(`www.${bare}`)
}

/** As the guard of requests writes it: lower case, punycode, without the root's dot. */
function hostOf(authority: string): string | undefined {
  return URL.parse(`http://${authority.replace(/(?<![.:])[.:]+$/, '')}/`)?.hostname || undefined
}

function isFileName(name: string): boolean {
  return FILE_ENDINGS.has(name.split('.').at(-1)?.toLowerCase() ?? '')
}
