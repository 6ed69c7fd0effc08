import { Failure } from './program'

interface Options {
  has(...names: string[]): boolean
  /** The last value given. */
  value(...names: string[]): string | undefined
  values(...names: string[]): string[]
  /** What is no option. */
  words: string[]
}

interface Known {
  /** Options without a value, as in `-la` or `--all`. */
  flags: readonly string[]
  /** Options with one, as in `-n5`, `-n 5`, `--lines=5`. */
  values?: readonly string[]
  /** The first word ends the options, as where a command follows. */
  stopAtWord?: boolean
}

/** Options as POSIX and GNU have them. Throws Failure for one that is not known. */
export function parseOptions(args: readonly string[], { flags, values = [], stopAtWord = false }: Known): Options {
  const given: { name: string; value: string }[] = []
  const words: string[] = []
  const rest = [...args]
  const next = (name: string) => rest.shift() ?? fail(`option requires an argument -- '${name}'`)
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') words.push(...rest.splice(0))
    else if (arg.startsWith('--')) {
      const [name = '', value] = splitOnce(arg.slice(2))
      if (values.includes(name)) given.push({ name, value: value ?? next(name) })
      else if (flags.includes(name)) given.push({ name, value: value ?? '' })
      else fail(`unrecognized option '--${name}'`)
    } else if (arg.startsWith('-') && arg.length > 1) takeLetters(arg.slice(1))
    else {
      words.push(arg)
      if (stopAtWord) words.push(...rest.splice(0))
    }
  }
  return {
    words,
    has: (...names) => given.some(({ name }) => names.includes(name)),
    value: (...names) => given.findLast(({ name }) => names.includes(name))?.value,
    values: (...names) => given.filter(({ name }) => names.includes(name)).map(({ value }) => value),
  }

  function takeLetters(letters: string): void {
    for (let at = 0; at < letters.length; at++) {
      const name = letters[at] ?? ''
      if (values.includes(name)) {
        given.push({ name, value: letters.slice(at + 1) || next(name) })
        return
      }
      if (!flags.includes(name)) fail(`invalid option -- '${name}'`)
      given.push({ name, value: '' })
    }
  }
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function fail(message: string): never {
  throw new Failure(message)
}
