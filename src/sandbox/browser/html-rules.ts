/** Elements without content (html.spec.whatwg.org, 13.1.2). */
export const VOID_TAGS = new Set(
  'area base basefont br col embed frame hr img input link meta param source track wbr'.split(' '),
)

/** Elements that stand on lines of their own. */
export const BLOCK_TAGS = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer ' +
    'form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup p pre search section summary table tbody ' +
    'tfoot thead tr ul'
  ).split(' '),
)

/** What nobody sees of a page, or what is no text. */
export const UNSEEN_TAGS = new Set(
  'head title script style template object embed canvas math datalist param track'.split(' '),
)

interface ClosingRule {
  /** The nearest of these ends, and what is open in it. */
  tags: readonly string[]
  /** Nothing outside of these ends. */
  within: ReadonlySet<string>
}

const rule = (tags: string, within: string): ClosingRule => ({
  tags: tags.split(' '),
  within: new Set(within.split(' ')),
})

const paragraph = rule('p', 'button table td th caption body')
const list = rule('li', 'ul ol menu table td th')
const term = rule('dd dt', 'dl table td th')
const row = rule('tr', 'table')
const cell = rule('td th', 'tr table')
const option = rule('option', 'select optgroup datalist')
const group = rule('optgroup', 'select')
const section = rule('thead tbody tfoot', 'table')
const ruby = rule('rt rp', 'ruby')
// Two links cannot nest, and a page that forgot one end tag must not become one link.
const link = rule('a', 'table td th button body')

const rules: Record<string, ClosingRule> = {
  li: list,
  dd: term,
  dt: term,
  tr: row,
  td: cell,
  th: cell,
  option,
  optgroup: group,
  thead: section,
  tbody: section,
  tfoot: section,
  rt: ruby,
  rp: ruby,
  a: link,
}

/** Which elements a start tag ends (html.spec.whatwg.org, 13.1.2.4, and what browsers do with what forgets more). */
export function closedBy(tag: string): ClosingRule | undefined {
  if (Object.hasOwn(rules, tag)) return rules[tag]
  return BLOCK_TAGS.has(tag) ? paragraph : undefined
}
