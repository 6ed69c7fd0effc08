/** An exact decimal number: `digits` times ten to the power of minus `scale`. */
export interface Decimal {
  digits: bigint
  scale: number
}

/** More would hold everyone up. */
const DIGITS_MAX = 10_000

export function decimal(text: string): Decimal {
  const [before = '', fraction = ''] = text.replace('-', '').split('.')
  const digits = BigInt(before + fraction || '0')
  return { digits: text.startsWith('-') ? -digits : digits, scale: fraction.length }
}

export function whole(value: number): Decimal {
  return { digits: BigInt(Math.trunc(value)), scale: 0 }
}

export function toScale({ digits, scale }: Decimal, wanted: number): bigint {
  return wanted >= scale ? digits * 10n ** BigInt(wanted - scale) : digits / 10n ** BigInt(scale - wanted)
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: toScale(a, scale) + toScale(b, scale), scale }
}

export function negate({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale }
}

/** POSIX: the product keeps the larger of the operands' scales and `scale`, at most all its digits. */
export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const full = { digits: a.digits * b.digits, scale: a.scale + b.scale }
  const kept = Math.min(full.scale, Math.max(scale, a.scale, b.scale))
  return { digits: toScale(full, kept), scale: kept }
}

/** Throws where the divisor is zero. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  if (b.digits === 0n) throw new Error('divide by zero')
  return { digits: toScale(a, scale + b.scale) / b.digits, scale }
}

export function remainder(a: Decimal, b: Decimal, scale: number): Decimal {
  const quotient = divide(a, b, scale)
  const kept = Math.max(scale + b.scale, a.scale)
  const product = { digits: quotient.digits * b.digits, scale: quotient.scale + b.scale }
  return { digits: toScale(a, kept) - toScale(product, kept), scale: kept }
}

export function power(base: Decimal, exponent: Decimal, scale: number): Decimal {
  const times = Number(toScale(exponent, 0))
  if (Math.abs(times) * base.digits.toString().length > DIGITS_MAX) throw new Error('exponent too large')
  if (times < 0) return divide(whole(1), power(base, whole(-times), scale), scale)
  const kept = Math.min(base.scale * times, Math.max(scale, base.scale))
  return { digits: toScale({ digits: base.digits ** BigInt(times), scale: base.scale * times }, kept), scale: kept }
}

export function squareRoot(value: Decimal, scale: number): Decimal {
  if (value.digits < 0n) throw new Error('square root of a negative number')
  const kept = Math.max(scale, value.scale)
  const target = toScale(value, kept * 2)
  if (target === 0n) return { digits: 0n, scale: kept }
  let guess = 10n ** BigInt(Math.ceil(target.toString().length / 2))
  for (;;) {
    const next = (guess + target / guess) / 2n
    if (next >= guess) return { digits: guess, scale: kept }
    guess = next
  }
}

export function compare(a: Decimal, b: Decimal): number {
  const { digits } = add(a, negate(b))
  return digits < 0n ? -1 : digits > 0n ? 1 : 0
}

/** As bc prints: no zero before the point. */
export function show({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale, '0')
  const [before, after] = [text.slice(0, text.length - scale), text.slice(text.length - scale)]
  if (digits === 0n) return '0'
  return sign + (before === '0' && scale > 0 ? '' : before) + (scale > 0 ? `.${after}` : '')
}
