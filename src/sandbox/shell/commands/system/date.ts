import { parseOptions } from '../options'
import { Failure, program, reasonOf } from '../program'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAY_MS = 86_400_000
const UNIT_MS: Record<string, number> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
  fortnight: 14 * DAY_MS,
}

/** This computer's clock knows UTC alone. */
export const date = program('date', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['u', 'R', 'utc', 'universal', 'rfc-email', 'I', 'iso-8601', 'debug'],
    values: ['d', 'date', 'r', 'reference', 'f', 's', 'set', 'rfc-3339'],
  })
  const file = options.value('r', 'reference')
  const wish = options.value('d', 'date')
  const time = file !== undefined ? await timeOf(file) : wish === undefined ? new Date() : parseDate(wish, new Date())
  const format = options.words.find((word) => word.startsWith('+'))?.slice(1) ?? named() ?? '%a %b %e %H:%M:%S UTC %Y'
  return { out: `${formatted(time, format)}\n` }

  async function timeOf(name: string): Promise<Date> {
    const stat = await run.context.fs.stat(run.path(name)).catch((error: unknown) => {
      throw new Failure(`${name}: ${reasonOf(error)}`)
    })
    return stat.mtime
  }

  function named(): string | undefined {
    if (options.has('R', 'rfc-email')) return '%a, %d %b %Y %H:%M:%S +0000'
    const precision = options.value('iso-8601') || run.args.find((arg) => /^-I./.test(arg))?.slice(2)
    if (options.value('rfc-3339') !== undefined) return options.value('rfc-3339') === 'date' ? '%F' : '%F %T+00:00'
    if (!options.has('I', 'iso-8601')) return undefined
    return precision === 'seconds' ? '%FT%T+00:00' : precision === 'minutes' ? '%FT%H:%M+00:00' : '%F'
  }
})

/** The words of GNU's `date -d` that people use: a day, a time, an offset from it, in any order. Throws Failure. */
export function parseDate(text: string, now: Date): Date {
  let rest = text.trim().toLowerCase()
  let at = now.getTime()
  let days: number | undefined
  let clock: number | undefined
  const take = (pattern: RegExp, use: (...parts: string[]) => void) => {
    rest = rest.replace(pattern, (_, ...parts) => {
      use(...parts.map((part) => (typeof part === 'string' ? part : '')))
      return ' '
    })
  }
  take(/^@(-?\d+(?:\.\d+)?)$/, (seconds = '') => {
    at = Number(seconds) * 1000
  })
  take(
    /(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(z|utc|gmt|[-+]\d{2}:?\d{2})?/,
    (day = '', time = '', zone = '') => {
      days = Date.parse(`${day}T00:00:00Z`)
      clock = clockOf(time) - zoneOf(zone)
    },
  )
  take(/\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})\b/, (year, month, day) => {
    days = Date.UTC(Number(year), Number(month) - 1, Number(day))
  })
  take(/\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/, (month, day, year) => {
    days = Date.UTC(Number(year), Number(month) - 1, Number(day))
  })
  take(/\b(\d{4})(\d{2})(\d{2})\b/, (year, month, day) => {
    days = Date.UTC(Number(year), Number(month) - 1, Number(day))
  })
  const month = MONTHS.map((name) => name.slice(0, 3).toLowerCase()).join('|')
  take(new RegExp(`\\b(\\d{1,2})[ -](${month})[a-z]*[ ,-]*(\\d{4})?\\b`), (day, name, year) => setDay(day, name, year))
  take(new RegExp(`\\b(${month})[a-z]*\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b,?(?: (\\d{4})\\b)?`), (name, day, year) =>
    setDay(day, name, year),
  )
  take(
    /\b(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(am|pm)?\s*(z\b|utc|gmt|[-+]\d{2}:?\d{2})?/,
    (time = '', half = '', zone = '') => {
      clock = clockOf(time, half) - zoneOf(zone)
    },
  )
  take(/\b(\d{1,2})\s*(am|pm)\b/, (hour = '', half = '') => {
    clock = clockOf(`${hour}:00`, half)
  })
  take(/\b(noon|midnight)\b/, (name) => {
    clock = name === 'noon' ? DAY_MS / 2 : 0
  })
  if (days !== undefined || clock !== undefined) at = (days ?? startOfDay(at)) + (clock ?? 0)
  take(/\b(now|today|utc|gmt)\b/, () => {})
  take(/\byesterday\b/, () => move(-1, 'day'))
  take(/\btomorrow\b/, () => move(1, 'day'))
  take(/\b(next|last|this)?\s*\b(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b/, (which = '', name = '') =>
    toWeekday(which, name),
  )
  take(/\b(next|last)\s+(second|minute|hour|day|week|month|year)\b/, (which, unit = '') =>
    move(which === 'next' ? 1 : -1, unit),
  )
  for (let before = ''; before !== rest; ) {
    before = rest
    take(
      /([-+]?\s*\d+|\ba\b|\ban\b)\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b(\s+ago\b)?/,
      (count = '', unit = '', ago = '') => {
        const number = /\d/.test(count) ? Number(count.replace(/\s/g, '')) : 1
        move(ago === '' ? number : -number, unit)
      },
    )
  }
  if (rest.trim() !== '' || text.trim() === '' || Number.isNaN(at)) throw new Failure(`invalid date '${text}'`)
  return new Date(at)

  function setDay(day = '', name = '', year = ''): void {
    const index = MONTHS.findIndex((each) => each.toLowerCase().startsWith(name))
    days = Date.UTC(year === '' ? now.getUTCFullYear() : Number(year), index, Number(day))
  }

  function move(count: number, unit: string): void {
    const moved = new Date(at)
    if (unit === 'month') moved.setUTCMonth(moved.getUTCMonth() + count)
    else if (unit === 'year') moved.setUTCFullYear(moved.getUTCFullYear() + count)
    else moved.setTime(at + count * (UNIT_MS[unit] ?? 0))
    at = moved.getTime()
  }

  function toWeekday(which: string, name: string): void {
    const wanted = DAYS.findIndex((day) => day.toLowerCase().startsWith(name))
    const ahead = (wanted - new Date(at).getUTCDay() + 7) % 7
    const offset = which === 'last' ? (ahead === 0 ? -7 : ahead - 7) : which === 'next' && ahead === 0 ? 7 : ahead
    at = (clock === undefined ? startOfDay(at) : at) + offset * DAY_MS
  }
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS
}

function clockOf(time: string, half = ''): number {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number)
  const full = half === '' ? hour : (hour % 12) + (half === 'pm' ? 12 : 0)
  return full * 3_600_000 + minute * 60_000 + second * 1000
}

function zoneOf(zone: string): number {
  const match = /([-+])(\d{2}):?(\d{2})/.exec(zone)
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000 : 0
}

export function formatted(time: Date, format: string): string {
  const pad = (value: number, width = 2, fill = '0') => String(value).padStart(width, fill)
  const [year, month, day, weekday] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), time.getUTCDay()]
  const [hour, minute, second] = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()]
  const dayOfYear = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / DAY_MS)
  const [isoYear, isoWeek] = isoWeekOf(time)
  const letters: Record<string, () => string> = {
    Y: () => String(year),
    y: () => pad(year % 100),
    C: () => pad(Math.floor(year / 100)),
    m: () => pad(month + 1),
    d: () => pad(day),
    e: () => pad(day, 2, ' '),
    H: () => pad(hour),
    k: () => pad(hour, 2, ' '),
    I: () => pad(hour % 12 || 12),
    l: () => pad(hour % 12 || 12, 2, ' '),
    M: () => pad(minute),
    S: () => pad(second),
    N: () => `${pad(time.getUTCMilliseconds(), 3)}000000`,
    s: () => String(Math.floor(time.getTime() / 1000)),
    p: () => (hour < 12 ? 'AM' : 'PM'),
    P: () => (hour < 12 ? 'am' : 'pm'),
    A: () => DAYS[weekday] ?? '',
    a: () => (DAYS[weekday] ?? '').slice(0, 3),
    B: () => MONTHS[month] ?? '',
    b: () => (MONTHS[month] ?? '').slice(0, 3),
    h: () => (MONTHS[month] ?? '').slice(0, 3),
    j: () => pad(dayOfYear + 1, 3),
    u: () => String(weekday || 7),
    w: () => String(weekday),
    U: () => pad(Math.floor((dayOfYear + 7 - weekday) / 7)),
    W: () => pad(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7)),
    V: () => pad(isoWeek),
    G: () => String(isoYear),
    q: () => String(Math.floor(month / 3) + 1),
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
    F: () => formatted(time, '%Y-%m-%d'),
    T: () => formatted(time, '%H:%M:%S'),
    R: () => formatted(time, '%H:%M'),
    r: () => formatted(time, '%I:%M:%S %p'),
    D: () => formatted(time, '%m/%d/%y'),
    x: () => formatted(time, '%m/%d/%y'),
    X: () => formatted(time, '%H:%M:%S'),
    c: () => formatted(time, '%a %b %e %H:%M:%S %Y'),
  }
  return format.replace(/%([-_0^]?)(\d*)(:?[a-zA-Z%])/g, (whole, flag: string, width: string, letter: string) => {
    if (letter === ':z') return '+00:00'
    const value = letters[letter]?.()
    if (value === undefined) return whole
    if (letter === 'N' && width !== '') return value.slice(0, Number(width))
    if (flag === '-') return value.replace(/^[0 ]+(?=.)/, '')
    if (flag === '_') return value.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length))
    return flag === '^' ? value.toUpperCase() : value
  })
}

/** ISO 8601: the week of the year's first Thursday is the first. */
function isoWeekOf(time: Date): [year: number, week: number] {
  const thursday = new Date(time.getTime() + (4 - (time.getUTCDay() || 7)) * DAY_MS)
  const year = thursday.getUTCFullYear()
  return [year, Math.floor((startOfDay(thursday.getTime()) - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1]
}
