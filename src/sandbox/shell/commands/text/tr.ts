import { bytesOfLatin1 } from '../../disk/encoding'
import { parseOptions } from '../options'
import { decode, Failure, program } from '../program'

const CLASSES: Record<string, string> = {
  upper: range('A', 'Z'),
  lower: range('a', 'z'),
  digit: range('0', '9'),
  alpha: range('A', 'Z') + range('a', 'z'),
  alnum: range('0', '9') + range('A', 'Z') + range('a', 'z'),
  space: '\t\n\v\f\r ',
  blank: '\t ',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  cntrl: `${range('\u0000', '\u001f')}\u007f`,
  print: range(' ', '~'),
  graph: range('!', '~'),
  xdigit: `${range('0', '9')}ABCDEFabcdef`,
}

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '-': '-',
}

/** By letters, where a real one goes by bytes: those of other scripts are translated too. */
export const tr = program('tr', (run) => {
  const options = parseOptions(run.args, {
    flags: ['d', 's', 'c', 'C', 't', 'delete', 'squeeze-repeats', 'complement', 'truncate-set1'],
  })
  const [first, second] = options.words.map(setOf)
  if (first === undefined) throw new Failure('missing operand')
  const isDeleting = options.has('d', 'delete')
  const isSqueezing = options.has('s', 'squeeze-repeats')
  if (second === undefined && !isDeleting && !isSqueezing)
    throw new Failure(`missing operand after '${options.words[0]}'`)
  const isComplement = options.has('c', 'C', 'complement')
  const inFirst = new Set(first)
  const isIn = (letter: string) => inFirst.has(letter) !== isComplement
  const translate = isDeleting || second === undefined ? undefined : translation(first, second, isComplement)
  const squeezed = new Set(second === undefined ? undefined : second)
  const isSqueezed = (letter: string) => isSqueezing && (second === undefined ? isIn(letter) : squeezed.has(letter))
  const { input } = run
  const text = decode(input)
  // What is no text goes through as bytes.
  const isText = !text.includes('\ufffd')
  const out: string[] = []
  for (const letter of isText ? text : String.fromCharCode(...input)) {
    if (isDeleting && isIn(letter)) continue
    const now = translate && isIn(letter) ? translate(letter) : letter
    if (isSqueezed(now) && out.at(-1) === now) continue
    out.push(now)
  }
  return { out: isText ? out.join('') : bytesOfLatin1(out.join('')) }
})

function translation(first: string[], second: string[], isComplement: boolean): (letter: string) => string {
  const last = second.at(-1) ?? ''
  if (isComplement) return () => last
  const map = new Map(first.map((letter, at) => [letter, second[at] ?? last]))
  return (letter) => map.get(letter) ?? letter
}

function setOf(text: string): string[] {
  const set: string[] = []
  const pattern = /\[:(\w+):\]|\[=(.)=\]|\[(.)\*(\d*)\]|\\([0-7]{1,3})|\\([\s\S])|([\s\S])/gu
  const letters = [...text.matchAll(pattern)].map(([, name, equal, repeated, times, octal, escaped, plain]) => {
    if (name !== undefined) return { many: CLASSES[name] ?? '' }
    if (repeated !== undefined) return { many: repeated.repeat(Number(times) || 1) }
    if (octal !== undefined) return { one: String.fromCharCode(Number.parseInt(octal, 8)) }
    if (escaped !== undefined) return { one: ESCAPES[escaped] ?? escaped }
    return { one: equal ?? plain ?? '', isPlain: plain !== undefined }
  })
  for (let at = 0; at < letters.length; at++) {
    const [letter, dash, end] = letters.slice(at, at + 3)
    if (letter?.one !== undefined && dash?.one === '-' && dash.isPlain && end?.one !== undefined) {
      set.push(...range(letter.one, end.one))
      at += 2
    } else set.push(...(letter?.many ?? letter?.one ?? ''))
  }
  return set
}

function range(from: string, to: string): string {
  const [start, end] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
  if (end < start) throw new Failure(`range-endpoints of '${from}-${to}' are in reverse collating sequence order`)
  return Array.from({ length: end - start + 1 }, (_, at) => String.fromCodePoint(start + at)).join('')
}
