import type { Kit } from './kit'

/** The console. */
export function printing(kit: Kit): void {
  const { host, inspect, format } = kit

  const scope = globalThis as unknown as Record<string, unknown>
  let indent = ''
  const print =
    (stream: number) =>
    (...args: unknown[]) =>
      host.print(stream, `${format(...args).replace(/^/gm, indent)}\n`)
  const counts: Record<string, number> = {}
  const clocks: Record<string, number> = {}
  scope.console = {
    log: print(1),
    info: print(1),
    debug: print(1),
    error: print(2),
    warn: print(2),
    trace: print(2),
    dir: (value: unknown) => host.print(1, `${inspect(value)}\n`),
    table(rows: unknown) {
      const list = Object.entries(rows as Record<string, unknown>)
      const columns = [
        ...new Set(
          list.flatMap(([, row]) => (typeof row === 'object' && row !== null ? Object.keys(row) : ['Values'])),
        ),
      ]
      const cell = (row: unknown, column: string) => {
        const value =
          typeof row === 'object' && row !== null
            ? (row as Record<string, unknown>)[column]
            : column === 'Values'
              ? row
              : undefined
        return value === undefined ? '' : inspect(value)
      }
      const lines = [
        ['(index)', ...columns],
        ...list.map(([key, row]) => [key, ...columns.map((column) => cell(row, column))]),
      ]
      const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)) + 2) ?? []
      const rule = (left: string, middle: string, right: string) =>
        `${left}${widths.map((width) => '─'.repeat(width)).join(middle)}${right}\n`
      const shown = lines.map((line) => `│${line.map((text, at) => ` ${text}`.padEnd(widths[at] ?? 0)).join('│')}│\n`)
      host.print(
        1,
        rule('┌', '┬', '┐') + shown[0] + rule('├', '┼', '┤') + shown.slice(1).join('') + rule('└', '┴', '┘'),
      )
    },
    group(...args: unknown[]) {
      if (args.length > 0) print(1)(...args)
      indent += '  '
    },
    groupEnd() {
      indent = indent.slice(2)
    },
    assert(is: unknown, ...args: unknown[]) {
      if (!is) print(2)('Assertion failed', ...args)
    },
    count(label = 'default') {
      counts[label] = (counts[label] ?? 0) + 1
      print(1)(`${label}: ${counts[label]}`)
    },
    time(label = 'default') {
      clocks[label] = Date.now()
    },
    timeEnd(label = 'default') {
      print(1)(`${label}: ${Date.now() - (clocks[label] ?? Date.now())}ms`)
    },
  }
}
