import { parseOptions } from '../options'
import { linesOf, program } from '../program'

export const uniq = program('uniq', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['c', 'count', 'd', 'repeated', 'u', 'unique', 'i', 'ignore-case', 'D'],
    values: ['f', 'skip-fields', 's', 'skip-chars', 'w', 'check-chars'],
  })
  const key = keyOf({
    fields: Number(options.value('f', 'skip-fields') ?? 0),
    skip: Number(options.value('s', 'skip-chars') ?? 0),
    chars: Number(options.value('w', 'check-chars') ?? Number.POSITIVE_INFINITY),
    ignoreCase: options.has('i', 'ignore-case'),
  })
  const groups: { lines: string[]; key: string }[] = []
  for (const line of linesOf(await run.readText(options.words[0] ?? '-'))) {
    const last = groups.at(-1)
    if (last && last.key === key(line)) last.lines.push(line)
    else groups.push({ lines: [line], key: key(line) })
  }
  const wanted = groups.filter(
    ({ lines: { length } }) =>
      (!options.has('d', 'repeated', 'D') || length > 1) && (!options.has('u', 'unique') || length === 1),
  )
  const print = ({ lines }: { lines: string[] }) => {
    if (options.has('D')) return lines
    const count = options.has('c', 'count') ? `${String(lines.length).padStart(7)} ` : ''
    return [`${count}${lines[0]}`]
  }
  const out = wanted
    .flatMap(print)
    .map((line) => `${line}\n`)
    .join('')
  const [, target] = options.words
  if (target === undefined) return { out }
  await run.write(target, out)
  return {}
})

function keyOf(rule: { fields: number; skip: number; chars: number; ignoreCase: boolean }): (line: string) => string {
  return (line) => {
    const rest = line.replace(new RegExp(`^(?:\\s*\\S+){0,${rule.fields}}`), '')
    const key = [...(rule.fields > 0 ? rest : line)].slice(rule.skip, rule.skip + rule.chars).join('')
    return rule.ignoreCase ? key.toLowerCase() : key
  }
}
