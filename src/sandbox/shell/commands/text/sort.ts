import { parseOptions } from '../options'
import { Failure, linesOf, program } from '../program'

type Compare = (a: string, b: string) => number

interface Key {
  start: [field: number, char: number]
  /** Undefined: to the end of the line. A char of 0 is the end of its field. */
  end: [field: number, char: number] | undefined
  /** Letters of options; empty: those of the whole sort. */
  options: string
}

const KINDS = ['n', 'g', 'h', 'V', 'M', 'f', 'd', 'i', 'b', 'r', 'R']
const LONG: Record<string, string> = {
  'numeric-sort': 'n',
  'general-numeric-sort': 'g',
  'human-numeric-sort': 'h',
  'version-sort': 'V',
  'month-sort': 'M',
  'ignore-case': 'f',
  'ignore-leading-blanks': 'b',
  'dictionary-order': 'd',
  reverse: 'r',
  'random-sort': 'R',
}

/** By bytes of UTF-8, as in the locale C.UTF-8, which is the one here. */
export const sort = program('sort', async (run) => {
  const options = parseOptions(run.args, {
    flags: [...KINDS, ...Object.keys(LONG), 'u', 'unique', 's', 'stable', 'c', 'check', 'm', 'z', 'zero-terminated'],
    values: ['k', 'key', 't', 'field-separator', 'o', 'output', 'S', 'T', 'parallel'],
  })
  const whole = [...KINDS, ...Object.keys(LONG)].filter((name) => options.has(name)).map((name) => LONG[name] ?? name)
  const end = options.has('z', 'zero-terminated') ? '\0' : '\n'
  const separator = options.value('t', 'field-separator')?.replace('\\t', '\t').replace('\\0', '\0')
  const keys = options.values('k', 'key').map(parseKey)
  const byKeys = comparison(
    keys.length > 0 ? keys : [{ start: [1, 1], end: undefined, options: '' }],
    whole.join(''),
    separator,
  )
  const isUnique = options.has('u', 'unique')
  const isReversed = whole.includes('r')
  const compare: Compare = (a, b) =>
    byKeys(a, b) || (isUnique || options.has('s', 'stable') ? 0 : isReversed ? inBytes(b, a) : inBytes(a, b))

  const lines: string[] = []
  for (const name of options.words.length > 0 ? options.words : ['-']) {
    const text = await run.readText(name)
    lines.push(...(end === '\n' ? linesOf(text) : text.split(end).filter((line) => line !== '')))
  }
  if (options.has('c', 'check')) {
    const at = lines.findIndex((line, index) => index > 0 && compare(lines[index - 1] ?? '', line) > 0)
    return at < 0 ? {} : { err: `sort: ${options.words[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}\n`, code: 1 }
  }
  const sorted = lines.sort(compare)
  const kept = isUnique ? sorted.filter((line, at) => at === 0 || compare(sorted[at - 1] ?? '', line) !== 0) : sorted
  const out = kept.map((line) => line + end).join('')
  const target = options.value('o', 'output')
  if (target === undefined) return { out }
  await run.write(target, out)
  return {}
})

function parseKey(text: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text)
  if (!match || match[1] === '0')
    throw new Failure(`invalid number at field start: invalid count at start of '${text}'`, 2)
  const [, field, char, options = '', endField, endChar, moreOptions = ''] = match
  return {
    start: [Number(field), Number(char ?? 1)],
    end: endField === undefined ? undefined : [Number(endField), Number(endChar ?? 0)],
    options: options + moreOptions,
  }
}

function comparison(keys: readonly Key[], whole: string, separator: string | undefined): Compare {
  const parts = keys.map((key) => {
    const options = key.options === '' ? whole : key.options
    const compare = comparisonFor(options)
    const pick = (line: string) => {
      const part = partOf(line, key, separator)
      const trimmed = options.includes('b') ? part.trimStart() : part
      return options.includes('f') ? trimmed.toUpperCase() : trimmed
    }
    const sign = options.includes('r') ? -1 : 1
    return (a: string, b: string) => sign * compare(pick(a), pick(b))
  })
  return (a, b) => {
    for (const compare of parts) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}

/** Without a separator a field begins with the blanks before it. */
function partOf(line: string, { start, end }: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator)
  const glue = separator ?? ''
  const from = start[0] - 1
  if (end === undefined)
    return fields
      .slice(from)
      .join(glue)
      .slice(start[1] - 1)
  const parts = fields.slice(from, end[0])
  const last = parts.at(-1)
  if (end[1] > 0 && last !== undefined && parts.length === end[0] - from)
    parts[parts.length - 1] = last.slice(0, end[1])
  return parts.join(glue).slice(start[1] - 1)
}

function comparisonFor(options: string): Compare {
  if (options.includes('n')) return (a, b) => numberOf(a) - numberOf(b)
  if (options.includes('g')) return (a, b) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0)
  if (options.includes('h')) return (a, b) => humanNumberOf(a) - humanNumberOf(b)
  if (options.includes('V')) return byVersion
  if (options.includes('M')) return (a, b) => monthOf(a) - monthOf(b)
  if (options.includes('R')) {
    const salt = crypto.randomUUID()
    return (a, b) => hashOf(salt + a) - hashOf(salt + b)
  }
  if (options.includes('d'))
    return (a, b) => inBytes(a.replace(/[^\p{L}\p{N}\s]/gu, ''), b.replace(/[^\p{L}\p{N}\s]/gu, ''))
  return inBytes
}

function numberOf(text: string): number {
  return Number(/^\s*-?\d*\.?\d*/.exec(text)?.[0].trim() || 0) || 0
}

function humanNumberOf(text: string): number {
  const match = /^\s*(-?\d*\.?\d+)([KMGTPE])?/i.exec(text)
  return match ? Number(match[1]) * 1024 ** (' KMGTPE'.indexOf((match[2] ?? ' ').toUpperCase()) || 0) : 0
}

function monthOf(text: string): number {
  return 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'.indexOf(text.trim().slice(0, 3).toUpperCase() || '-')
}

function byVersion(a: string, b: string): number {
  const [some, others] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []]
  for (let at = 0; at < Math.max(some.length, others.length); at++) {
    const [one = '', other = ''] = [some[at], others[at]]
    const order = /^\d/.test(one) && /^\d/.test(other) ? Number(one) - Number(other) : inBytes(one, other)
    if (order !== 0) return order
  }
  return 0
}

function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) | 0
  return hash
}

/** Code points come in the order of their bytes; only surrogates do not. */
function inBytes(a: string, b: string): number {
  if (a === b) return 0
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (one === other) continue
    const isHigh = (code: number) => code >= 0xd800 && code <= 0xdfff
    if (isHigh(one) !== isHigh(other)) return isHigh(one) ? 1 : -1
    return one - other
  }
  return a.length - b.length
}
