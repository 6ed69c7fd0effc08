import { parseOptions } from '../options'
import { Failure, linesOf, program } from '../program'

/** Trial division up to its root stays under a millisecond or two. */
const FACTOR_MAX = 1e12

export const factor = program('factor', (run) => {
  const words = run.args.length > 0 ? run.args : run.inputText.split(/\s+/).filter((word) => word !== '')
  return {
    out: words
      .map((word) => `${word}: ${factorsOf(word).join(' ')}`.trimEnd())
      .map((line) => `${line}\n`)
      .join(''),
  }
})

function factorsOf(word: string): number[] {
  let rest = Number(word)
  if (!/^\d+$/.test(word) || rest > FACTOR_MAX) throw new Failure(`'${word}' is not a whole number up to ${FACTOR_MAX}`)
  const factors: number[] = []
  for (let at = 2; at * at <= rest; at++) {
    while (rest % at === 0) {
      factors.push(at)
      rest /= at
    }
  }
  return rest > 1 ? [...factors, rest] : factors
}

const UNITS = 'KMGTPE'

export const numfmt = program('numfmt', (run) => {
  const options = parseOptions(run.args, {
    flags: ['grouping'],
    values: ['to', 'from', 'format', 'padding', 'suffix', 'round', 'd', 'delimiter', 'field', 'invalid', 'header'],
  })
  const [to, from] = [options.value('to') ?? 'none', options.value('from') ?? 'none']
  const words = options.words.length > 0 ? options.words : linesOf(run.inputText)
  const convert = (word: string) => {
    const match = /^(-?[\d.]+)([KMGTPE])?(i)?$/i.exec(word.trim())
    if (!match) throw new Failure(`invalid number: '${word}'`, 2)
    const unit = UNITS.indexOf((match[2] ?? '').toUpperCase() || '-') + 1
    const isBinary = from === 'iec' || from === 'iec-i' || match[3] === 'i'
    const value = Number(match[1]) * (from === 'none' ? 1 : (isBinary ? 1024 : 1000) ** unit)
    return (to === 'none' ? String(value) : scaled(value, to)) + (options.value('suffix') ?? '')
  }
  return { out: words.map((word) => `${convert(word)}\n`).join('') }
})

function scaled(value: number, to: string): string {
  const base = to === 'si' ? 1000 : 1024
  if (Math.abs(value) < base) return String(value)
  let power = 0
  let rest = Math.abs(value)
  while (rest >= base && power < UNITS.length) {
    rest /= base
    power++
  }
  const shown = rest < 10 ? (Math.ceil(rest * 10) / 10).toFixed(1) : String(Math.ceil(rest))
  return `${value < 0 ? '-' : ''}${shown}${UNITS[power - 1]}${to === 'iec-i' ? 'i' : ''}`
}
