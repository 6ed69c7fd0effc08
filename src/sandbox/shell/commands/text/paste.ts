import { parseOptions } from '../options'
import { linesOf, program, type Run } from '../program'

export const paste = program('paste', async (run) => {
  const options = parseOptions(run.args, { flags: ['s', 'serial', 'z'], values: ['d', 'delimiters'] })
  const delimiters = [...unescaped(options.value('d', 'delimiters') ?? '\t')]
  const names = options.words.length > 0 ? options.words : ['-']
  const columns = await columnsOf(run, names, options.has('s', 'serial'))
  const join = (parts: string[]) =>
    parts.reduce(
      (line, part, at) => (at === 0 ? part : line + (delimiters[(at - 1) % delimiters.length] ?? '') + part),
      '',
    )
  if (options.has('s', 'serial')) return { out: columns.map((lines) => `${join(lines)}\n`).join('') }
  const rows = Math.max(...columns.map((lines) => lines.length))
  const out = Array.from({ length: rows }, (_, row) => `${join(columns.map((lines) => lines[row] ?? ''))}\n`).join('')
  return { out }
})

/** `paste - -` takes the lines of its input in turns. */
async function columnsOf(run: Run, names: readonly string[], isSerial: boolean): Promise<string[][]> {
  const dashes = names.filter((name) => name === '-').length
  const input = linesOf(run.inputText)
  let turn = 0
  const columns: string[][] = []
  for (const name of names) {
    if (name !== '-') columns.push(linesOf(await run.readText(name)))
    else if (isSerial) columns.push(input)
    else {
      const mine = turn++
      columns.push(input.filter((_, at) => at % dashes === mine))
    }
  }
  return columns
}

function unescaped(text: string): string {
  return text.replace(
    /\\([tn0\\])/g,
    (_, letter: string) => ({ t: '\t', n: '\n', '0': '', '\\': '\\' })[letter] ?? letter,
  )
}
