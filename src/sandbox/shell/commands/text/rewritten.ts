import type { Command } from 'just-bash/browser'

/** The interpreter's own program, with its arguments said in the way that it understands. */
function rewritten(name: string, rewrite: (args: readonly string[]) => string[]): Command {
  return {
    name,
    execute(args, { origCommand }) {
      if (!origCommand) throw new Error(`The interpreter has no ${name} of its own.`)
      return origCommand(rewrite(args))
    },
  }
}

/** Basic regular expressions with GNU's `\+ \? \|` are told as extended ones. */
export const grep = rewritten('grep', (args) => {
  const isBasic = !args.some((arg) => /^-[a-zA-Z]*[EFP]|^--(?:extended|fixed|perl)/.test(arg))
  return isBasic ? ['-E', ...mapPatterns(args, extended)] : [...args]
})

/** Options of grep that take a value; the pattern is the first word, or stands after -e. */
const WITH_VALUE = /^-[a-zA-Z]*[ABCmdDf]$/
const PATTERN_NEXT = /^-[a-zA-Z]*e$/

function mapPatterns(args: readonly string[], change: (pattern: string) => string): string[] {
  const named = args.some((arg) => PATTERN_NEXT.test(arg) || arg.startsWith('--regexp=') || /^-[a-zA-Z]*f/.test(arg))
  let isNext: 'pattern' | 'value' | undefined
  let isDone = named
  return args.map((arg) => {
    const is = isNext
    isNext = undefined
    if (is === 'value') return arg
    if (is === 'pattern') return change(arg)
    if (PATTERN_NEXT.test(arg)) isNext = 'pattern'
    else if (arg.startsWith('--regexp=')) return `--regexp=${change(arg.slice(9))}`
    else if (WITH_VALUE.test(arg)) isNext = 'value'
    else if (!isDone && (!arg.startsWith('-') || arg === '-')) {
      isDone = true
      return change(arg)
    }
    return arg
  })
}

/** POSIX basic to extended, outside of brackets; GNU's `\+`, `\?` and `\|` too (Base Definitions, 9.3 and 9.4). */
export function extended(pattern: string): string {
  let out = ''
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at] ?? ''
    const next = pattern[at + 1] ?? ''
    if (letter === '[') {
      const bracket = /^\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]])*\]/.exec(pattern.slice(at))?.[0] ?? letter
      out += bracket
      at += bracket.length - 1
    } else if (letter === '\\') {
      out += '+?|(){}'.includes(next) && next !== '' ? next : letter + next
      at++
    } else if ('+?|(){}'.includes(letter)) out += `\\${letter}`
    else if (letter === '*' && (out === '' || out.endsWith('(') || out.endsWith('|') || out === '^')) out += '\\*'
    else out += letter
  }
  return out
}

export const awk = rewritten('awk', (args) => {
  const rest = [...args]
  const options: string[] = []
  const begin: string[] = []
  while (rest[0]?.startsWith('-') && rest[0] !== '-' && rest[0] !== '--') {
    const arg = rest.shift() ?? ''
    const value = arg.length > 2 ? arg.slice(2) : (rest.shift() ?? '')
    if (arg.startsWith('-F')) options.push('-F', separator(value))
    else if (arg.startsWith('-v')) {
      // Told twice, since the interpreter forgets variables that awk itself looks at.
      options.push('-v', unescaped(value))
      begin.push(assignment(value))
    } else options.push(arg, ...(arg.length > 2 ? [] : [value]))
  }
  if (rest[0] === '--') rest.shift()
  if (options.includes('-f')) return [...options, ...rest]
  const [source = '', ...files] = rest
  const own = begin.filter((each) => each !== '')
  return [...options, (own.length > 0 ? `BEGIN { ${own.join('; ')} } ` : '') + namedElements(source), ...files]
})

/** Of OFS and its like; '' for a variable of the script's own. */
function assignment(text: string): string {
  const [, name = '', value = ''] = /^(OFS|ORS|FS|RS|SUBSEP|CONVFMT|OFMT)=([\s\S]*)$/.exec(text) ?? []
  return name === '' ? '' : `${name} = "${value.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** One letter other than a blank stands for itself, whatever it means in an expression. */
function separator(text: string): string {
  if (text === 't') return '\t'
  return /^[|.*+?^$()[\]{}\\]$/.test(text) ? `[${text}]`.replace('[^]', '\\^').replace('[\\]', '\\\\') : text
}

function unescaped(assignment: string): string {
  const letters: Record<string, string> = { t: '\t', n: '\n', '\\': '\\', '"': '"' }
  return assignment.replace(/\\([tn"\\])/g, (_, letter: string) => letters[letter] ?? letter)
}

/** Naming an element makes it, as in `NR==FNR{seen[$1];next}`; said as an assignment, since the interpreter only looks. */
function namedElements(source: string): string {
  return source.replace(/([{;]\s*)([A-Za-z_]\w*\[[^\][{};]+\])(?=\s*[;}])/g, '$1$2 = $2')
}

/** Strings are always quoted by @csv, and quotes in them doubled. */
export const jq = rewritten('jq', (args) => args.map((arg) => arg.replace(/\|\s*@csv\b/g, `| ${CSV}`)))

const CSV = `map(if type == "string" then "\\"" + (split("\\"") | join("\\"\\"")) + "\\"" elif . == null then "" else tostring end) | join(",")`

/** GNU's one-line forms of a, c and i, with or without a backslash after the letter. */
export const sed = rewritten('sed', (args) => {
  const hasScript = args.some((arg) => /^-[a-zA-Z]*e$|^--expression|^-[a-zA-Z]*f$/.test(arg))
  let isScript = false
  let isDone = false
  return args.map((arg) => {
    const isNext = isScript
    isScript = /^-[a-zA-Z]*e$/.test(arg)
    if (isNext || (!hasScript && !isDone && !arg.startsWith('-'))) {
      isDone = true
      return arg.replace(
        /(^|[\n;{]\s*)((?:\d+|\$|\/(?:[^/\\\n]|\\.)*\/)?(?:,(?:\d+|\$|\/(?:[^/\\\n]|\\.)*\/))?\s*[aic])\\(?=[^\n])/g,
        '$1$2 ',
      )
    }
    return arg
  })
})
