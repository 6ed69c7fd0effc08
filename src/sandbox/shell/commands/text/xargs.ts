import { parseOptions } from '../options'
import { Failure, linesOf, type Output, program, type Run } from '../program'

/** As much as one call of Linux takes. */
const COMMAND_MAX_CHARS = 128 * 1024

export const xargs = program('xargs', async (run): Promise<Output> => {
  const options = parseOptions(run.args, {
    flags: ['0', 'null', 'r', 'no-run-if-empty', 't', 'verbose', 'x', 'exit'],
    values: [
      'n',
      'max-args',
      'I',
      'i',
      'replace',
      'd',
      'delimiter',
      'L',
      'max-lines',
      'P',
      'max-procs',
      's',
      'max-chars',
      'a',
      'arg-file',
      'E',
    ],
    stopAtWord: true,
  })
  const place = options.value('I', 'i', 'replace')
  const file = options.value('a', 'arg-file')
  const text = file === undefined ? run.inputText : await run.readText(file)
  const words = wordsOf(text, {
    isNull: options.has('0', 'null'),
    delimiter: options.value('d', 'delimiter'),
    byLine: place !== undefined || options.has('L', 'max-lines'),
  })
  const command = options.words.length > 0 ? options.words : ['echo']
  if (words.length === 0 && (options.has('r', 'no-run-if-empty') || place !== undefined)) return {}
  if (place !== undefined) {
    return runAll(
      run,
      words.map((word) => command.map((part) => part.replaceAll(place, word))),
    )
  }
  const lines = options.value('L', 'max-lines')
  const size = Number(options.value('n', 'max-args') ?? lines ?? Number.POSITIVE_INFINITY)
  if (!(size >= 1)) throw new Failure('value for -n option should be >= 1')
  return runAll(
    run,
    batches(words, size).map((batch) => [...command, ...batch.flatMap((word) => (lines ? blanks(word) : word))]),
  )
})

async function runAll(run: Run, commands: readonly string[][]): Promise<Output> {
  let [out, err, code] = ['', '', 0]
  for (const words of commands) {
    const result = await run.run(words, new Uint8Array(0))
    out += result.stdout
    err += result.stderr
    if (result.exitCode !== 0) code = result.exitCode >= 126 ? result.exitCode : 123
    if (result.exitCode === 255) break
  }
  return { out, err, code }
}

function batches(words: readonly string[], size: number): string[][] {
  const all: string[][] = [[]]
  let chars = 0
  for (const word of words) {
    const batch = all.at(-1) ?? []
    chars += word.length + 1
    if (batch.length < size && chars < COMMAND_MAX_CHARS) batch.push(word)
    else {
      all.push([word])
      chars = word.length
    }
  }
  return all
}

function wordsOf(
  text: string,
  { isNull, delimiter, byLine }: { isNull: boolean; delimiter: string | undefined; byLine: boolean },
): string[] {
  if (isNull) return split(text, '\0')
  if (delimiter !== undefined)
    return split(text, delimiter.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0'))
  if (byLine)
    return linesOf(text)
      .map((line) => line.trim())
      .filter((line) => line !== '')
  return blanks(text)
}

function split(text: string, delimiter: string): string[] {
  const words = text.split(delimiter)
  if (words.at(-1) === '') words.pop()
  return words
}

/** Words between blanks, with the quotes and backslashes of POSIX taken off. */
function blanks(text: string): string[] {
  const words = text.matchAll(/(?:[^\s'"\\]|\\[\s\S]|"[^"\n]*"|'[^'\n]*')+/g)
  return [...words].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'|\\([\s\S])/g, '$1$2$3'))
}
