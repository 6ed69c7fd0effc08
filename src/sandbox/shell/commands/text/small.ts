import { parseOptions } from '../options'
import { linesOf, program } from '../program'

/** Endless in the real world; nobody reads more, and a pipe here takes what its first command gave. */
const YES_LINES = 10_000

export const yes = program('yes', ({ args }) => ({ out: `${args.join(' ') || 'y'}\n`.repeat(YES_LINES) }))

export const shuf = program('shuf', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['e', 'r', 'echo', 'repeat'],
    values: ['n', 'i', 'head-count', 'input-range'],
  })
  const [from, to] = (options.value('i', 'input-range') ?? '').split('-').map(Number)
  const lines = options.has('e', 'echo')
    ? options.words
    : from !== undefined && to !== undefined
      ? Array.from({ length: to - from + 1 }, (_, at) => String(from + at))
      : linesOf(await run.readText(options.words[0] ?? '-'))
  const shuffled = shuffle(lines).slice(0, Number(options.value('n', 'head-count') ?? lines.length))
  return { out: shuffled.map((line) => `${line}\n`).join('') }
})

/** Fisher and Yates. */
function shuffle(lines: readonly string[]): string[] {
  const all = [...lines]
  const draws = crypto.getRandomValues(new Uint32Array(Math.min(all.length, 16_000)))
  for (let at = all.length - 1; at > 0; at--) {
    const other = (draws[at % draws.length] ?? 0) % (at + 1)
    const line = all[at] ?? ''
    all[at] = all[other] ?? ''
    all[other] = line
  }
  return all
}

export const envsubst = program('envsubst', (run) => {
  const chosen = run.args[0]?.match(/\w+/g)
  const value = (whole: string, name: string) =>
    chosen && !chosen.includes(name) ? whole : (run.environment[name] ?? '')
  const out = run.inputText.replace(/\$\{(\w+)\}|\$([A-Za-z_]\w*)/g, (whole, braced: string, bare: string) =>
    value(whole, braced ?? bare),
  )
  return { out }
})
