import type { Kit } from './kit'

/** How values look when they are printed, as Node shows them. */
export function inspecting(kit: Kit): void {
  function quoteOf(text: string): string {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : '`'
    const plain = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')
    return mark + (mark === "'" ? plain : plain) + mark
  }

  function keyOf(key: string): string {
    return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoteOf(key)
  }

  function inspect(value: unknown, depth = 2, seen: unknown[] = [], level = 0): string {
    if (typeof value === 'string') return quoteOf(value)
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'symbol') return String(value)
    if (Object.is(value, -0)) return '-0'
    if (typeof value === 'function') {
      const isClass = /^class\b/.test(Function.prototype.toString.call(value))
      return isClass
        ? `[class ${value.name || '(anonymous)'}]`
        : `[Function${value.name ? `: ${value.name}` : ' (anonymous)'}]`
    }
    if (typeof value !== 'object' || value === null) return String(value)
    if (seen.includes(value)) return '[Circular *1]'
    if (value instanceof Error)
      return value.stack
        ? `${value.name}: ${value.message}\n${value.stack.trimEnd()}`
        : `${value.name}: ${value.message}`
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return String(value)
    if (value instanceof Promise) return 'Promise { <pending> }'
    const name = value.constructor === undefined ? '[Object: null prototype]' : value.constructor.name
    if (level > depth) return Array.isArray(value) ? '[Array]' : `[${name}]`
    const inner = (each: unknown) => inspect(each, depth, [...seen, value], level + 1)
    const own = Object.keys(value as object)
    const record = value as Record<string, unknown>
    if (value instanceof Uint8Array && name === 'Buffer')
      return `<Buffer ${Array.from(value.slice(0, 50), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`
    if (Array.isArray(value)) {
      const parts = value.slice(0, 100).map(inner)
      if (value.length > 100) parts.push(`... ${value.length - 100} more item${value.length > 101 ? 's' : ''}`)
      return enclosed('[', parts, ']', level, value.length > 6 && value.every((each) => typeof each === 'number'))
    }
    if (ArrayBuffer.isView(value))
      return enclosed(
        `${name}(${(value as Uint8Array).length}) [`,
        Array.from(value as Uint8Array)
          .slice(0, 100)
          .map(String),
        ']',
        level,
        true,
      )
    if (value instanceof Map)
      return enclosed(
        `Map(${value.size}) {`,
        [...value].map(([key, each]) => `${inner(key)} => ${inner(each)}`),
        '}',
        level,
        false,
      )
    if (value instanceof Set) return enclosed(`Set(${value.size}) {`, [...value].map(inner), '}', level, false)
    const parts = own.map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(value, key)
      return `${keyOf(key)}: ${descriptor?.get ? '[Getter]' : inner(record[key])}`
    })
    const prefix = name === 'Object' ? '' : `${name} `
    return enclosed(`${prefix}{`, parts, '}', level, false)
  }

  /** On one line where it fits into 72 columns, as Node does; else each on its own. */
  function enclosed(open: string, parts: string[], close: string, level: number, inRows: boolean): string {
    if (parts.length === 0) return open + close
    const indent = '  '.repeat(level)
    const length = parts.reduce((sum, part) => sum + part.length + 2, open.length)
    if (!inRows && length + indent.length <= 76 && !parts.some((part) => part.includes('\n')))
      return `${open} ${parts.join(', ')} ${close}`
    if (!inRows) return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`
    const width = Math.max(...parts.map((part) => part.length)) + 2
    const columns = Math.max(
      1,
      Math.min(Math.round(Math.sqrt(2.5 * width * parts.length) / width), Math.floor((80 - indent.length) / width), 15),
    )
    const rows: string[] = []
    for (let at = 0; at < parts.length; at += columns) {
      rows.push(
        parts
          .slice(at, at + columns)
          .map((part, index) => (at + index < parts.length - 1 ? `${part},` : part).padStart(0))
          .map((part, index, row) => (index < row.length - 1 ? part.padStart(width - 1) : part.padStart(width - 1)))
          .join(' '),
      )
    }
    const lead = Math.min(...rows.map((row) => row.length - row.trimStart().length))
    return `${open}\n${rows.map((row) => `${indent}  ${row.slice(lead)}`).join('\n')}\n${indent}${close}`
  }

  function format(...args: unknown[]): string {
    const [first, ...rest] = args
    if (typeof first !== 'string')
      return args.map((each) => (typeof each === 'string' ? each : inspect(each))).join(' ')
    const text = first.replace(/%([sdifjoOc%])/g, (whole, letter: string) => {
      if (letter === '%') return '%'
      if (rest.length === 0) return whole
      const value = rest.shift()
      if (letter === 's') return typeof value === 'object' && value !== null ? inspect(value, 0) : String(value)
      if (letter === 'd') return String(Number(value))
      if (letter === 'i') return String(Math.trunc(Number(value)))
      if (letter === 'f') return String(Number(value))
      if (letter === 'j') return JSON.stringify(value)
      return letter === 'c' ? '' : inspect(value, 4)
    })
    return [text, ...rest.map((each) => (typeof each === 'string' ? each : inspect(each)))].join(' ')
  }

  Object.assign(kit, { inspect, format })
}
