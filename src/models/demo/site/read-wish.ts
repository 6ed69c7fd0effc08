import type { Language } from '../read-turn'

export type SiteKind = 'food' | 'shop' | 'person' | 'event' | 'generic'

/** What a wish says of the site; everything in it comes from the person and is not yet escaped. */
export interface SiteWish {
  kind: SiteKind
  language: Language
  /** The heading: a name that was given, else what the site is for. */
  name: string
  place: string | undefined
}

const KINDS: [kind: SiteKind, words: RegExp][] = [
  [
    'food',
    /bakery|baker|bread|caf[eé]|coffee|restaurant|bistro|pizzeria|pizza|food|kitchen|patisserie|tea ?house|ice ?cream|面包|烘焙|咖啡|餐|饭|茶|甜品|蛋糕|美食|小吃|火锅/i,
  ],
  [
    'event',
    /event|party|wedding|festival|concert|conference|meet-?up|birthday|exhibition|workshop|活动|婚礼|派对|聚会|音乐节|演唱会|会议|生日|展览|节/i,
  ],
  [
    'person',
    /portfolio|my(?:self| cv| resume| résumé)|photograph|designer|illustrat|artist|writer|musician|freelance|about me|作品集|简历|摄影|设计师|插画|艺术家|作家|个人/i,
  ],
  [
    'shop',
    /shop|store|boutique|bookstore|florist|flowers?|market|jewell?er|gallery|studio|salon|barber|店|铺|花|书店|商|市场|工作室|沙龙/i,
  ],
]

const EN_NOUNS: Record<SiteKind, string> = {
  food: 'Kitchen',
  shop: 'Shop',
  person: 'Portfolio',
  event: 'Event',
  generic: 'Welcome',
}
const ZH_NOUNS: Record<SiteKind, string> = {
  food: '小铺',
  shop: '小店',
  person: '作品集',
  event: '活动',
  generic: '你好',
}

const NAME_CHARS = 60

export function readWish(wish: string, language: Language): SiteWish {
  const kind = KINDS.find(([, words]) => words.test(wish))?.[0] ?? 'generic'
  const place = language === 'zh' ? chinesePlace(wish) : englishPlace(wish)
  const subject = language === 'zh' ? chineseSubject(wish, place) : englishSubject(wish, place)
  const fallback = (language === 'zh' ? ZH_NOUNS : EN_NOUNS)[kind]
  const name = givenName(wish) ?? placed(subject || fallback, place, language)
  return { kind, language, name: name.slice(0, NAME_CHARS), place }
}

/** "called X", "叫X", or anything in quotation marks. */
function givenName(wish: string): string | undefined {
  const quoted = /["“「『《]([^"”」』》\n]{1,60})["”」』》]/.exec(wish)?.[1]
  const called =
    /\b(?:called|named|titled|name is)\s+([^,.!?;\n]+?)(?=\s+(?:in|at|for|with|near|on)\s|[,.!?;\n]|$)/i.exec(wish)?.[1]
  const chinese = /(?:名叫|叫做|名为|叫)\s*([^，。！？、\s]{1,20}?)(?=的|，|。|！|？|$)/.exec(wish)?.[1]
  return (quoted ?? called ?? chinese)?.trim() || undefined
}

const NO_PLACE =
  /^(?:english|chinese|french|german|spanish|blue|green|red|html|dark|light|one|two|three|my|our|the|a|an|minutes?|style|general|mind|colou?rs?)\b/i

function englishPlace(wish: string): string | undefined {
  const said = /\b(?:in|at|near|from)\s+(\p{Lu}[\p{L}'’-]*(?:\s+(?:\p{Lu}[\p{L}'’-]*|de|la|le|del|upon|sur))*)/u.exec(
    wish,
  )?.[1]
  const lower = /\b(?:in|near)\s+([\p{Ll}'’-]{3,20})\s*[.!?]*$/u.exec(wish)?.[1]
  const place = said ?? lower
  return place && !NO_PLACE.test(place) ? titleCase(place) : undefined
}

function chinesePlace(wish: string): string | undefined {
  const said =
    /(?:在|位于|来自)\s*([\p{Script=Han}A-Za-z]{2,8}?)(?=的|开|经营|有|，|。|！|？|做|举办|$)/u.exec(wish)?.[1] ??
    /([\p{Script=Han}]{2,4}?)的(?:面包|咖啡|餐|花|书|茶|甜品|小店)/u.exec(wish)?.[1]
  return said && !/我|你|他|她|一个|家里|这|那|网/.test(said) ? said : undefined
}

/** What stands behind "for": "my bakery in Lyon" is "Bakery". */
function englishSubject(wish: string, place: string | undefined): string {
  const said =
    /\b(?:for|about|of)\s+([^,.!?;\n]+)/i.exec(wish)?.[1] ?? /\b(?:my|our)\s+([^,.!?;\n]+)/i.exec(wish)?.[1] ?? ''
  const bare = said
    .replace(/\b(?:called|named|titled|with|that|which|who|where|on|using|please)\b.*$/i, '')
    .replace(place ? new RegExp(String.raw`\b(?:in|at|near|from)\s+${escapedForm(place)}.*$`, 'i') : /$^/, '')
    .replace(/^(?:(?:my|our|a|an|the|me|us|own|new|small|little|tiny)\s+)+/i, '')
    .trim()
  return /^(?:me|us|page|site|website)?$/i.test(bare) ? '' : titleCase(bare)
}

function chineseSubject(wish: string, place: string | undefined): string {
  const said =
    /(?:给|为|帮)(?:我|我们|咱)?(?:的)?([^，。！？\n]+?)(?:做|建|写|搭|创建|生成|设计|制作|弄)/.exec(wish)?.[1] ??
    /(?:做|建|写|搭|创建|生成|设计|制作|弄)(?:一个|个|一下)?([^，。！？\n]+?)的?(?:网页|网站|主页|页面|官网|站点)/.exec(
      wish,
    )?.[1] ??
    ''
  return said
    .replace(/^(?:我们?|我家|一家|一个|在)?的?/, '')
    .replace(place ? `${place}的` : '', '')
    .replace(place ?? '', '')
    .replace(/^在?的?|的$/g, '')
    .trim()
}

/** A single word alone makes a poor heading: "Bakery" in Lyon becomes "Lyon Bakery". */
function placed(subject: string, place: string | undefined, language: Language): string {
  if (!place || subject.includes(place)) return subject
  if (language === 'zh') return `${place}${subject}`
  return subject.includes(' ') ? subject : `${place} ${subject}`
}

function titleCase(text: string): string {
  return text.replace(/(^|\s)(\p{Ll})/gu, (_, space: string, letter: string) => space + letter.toUpperCase())
}

function escapedForm(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
