import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import { contestants, LETTERS, type Letter } from './contestants.ts'
import type { Figures } from './figures.ts'
import { goals } from './goals.ts'
import type { RowsOfTurn } from './measures/rows.ts'

export interface Run {
  figures: Figures
  lastRows: Partial<Record<Letter, RowsOfTurn>>
  rounds: number
  startedAt: Date
  tokens: number
  pacedAtOnce: number
}

interface Line {
  measure: string
  title: string
  /** A figure as it is read. */
  write(value: number): string
}

const PACKAGES = ['workerd', 'miniflare', 'ai', '@ai-sdk/openai-compatible', 'agents', '@cloudflare/ai-chat']

const ms = (value: number) => `${value < 100 ? value.toFixed(1) : Math.round(value)} ms`
const whole = (value: number) => Math.round(value).toLocaleString('en')
const mebibytes = (value: number) => `${(value / 2 ** 20).toFixed(2)} MiB`

/** The whole of RESULTS.md. */
export function report(run: Run): string {
  const { figures, rounds, startedAt, tokens, pacedAtOnce } = run
  const [cpu] = cpus()
  return `# Results

${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, \`npm --prefix bench start -- --rounds ${rounds}\` (${rounds === 1 ? '1 round' : `${rounds} rounds`}, contestants by turns; medians).
${cpus().length} cores (${cpu?.model.trim() ?? 'of an unknown kind'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}.
${loadSentence()}
node ${process.versions.node}, ${PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ')}.

${table([header(), ...linesFor(tokens, pacedAtOnce).map((line) => row(line, figures))])}

The first token is measured from the message to the reader's first text, behind a provider that answers at once.
(d) is read through /api/chat; "watched" is \`POST …/turns\` beside an open \`GET …/events\`. Memory is the rise of
workerd's peak over what was resident before; under 0.01 MiB it reused what it had. (c) resumes by replaying its turn
whatever the reader had; (d) by the cursor, and "replay" starts before the turn's first event.

## Goals

${table([['goal', 'measured', ''], ...goals(figures).map(({ goal, measured, met }) => [goal, measured, met ? 'met' : '**missed**'])])}

## Rows of one turn

Of ${tokens.toLocaleString('en')} tokens at 100 a second, in a conversation that had a turn before; the last round's. Deleted rows count as written.

${LETTERS.map((letter) => rowsOf(letter, run))
  .filter(Boolean)
  .join('\n')}
`
}

/** The bench alone keeps about two processes busy. */
function loadSentence(): string {
  const [, load = 0] = loadavg()
  const measured = `Load over the last five minutes: ${load.toFixed(1)}.`
  if (load <= 3) return measured
  return `${measured} The machine did other work meanwhile: milliseconds are worse than on a quiet one, above all the first token's.`
}

function linesFor(tokens: number, pacedAtOnce: number): Line[] {
  const many = [1, 10, 50].flatMap((atOnce): Line[] => [
    { measure: `throughput ${atOnce}`, title: `tokens a second, ${turns(atOnce)} at once`, write: whole },
    { measure: `cpu ${atOnce}`, title: `CPU a turn, ${turns(atOnce)} at once`, write: ms },
    { measure: `memory ${atOnce}`, title: `memory a turn, ${turns(atOnce)} at once`, write: mebibytes },
  ])
  return [
    { measure: 'first token', title: 'first token', write: ms },
    { measure: 'first token watched', title: 'first token, watched', write: ms },
    { measure: 'first token new', title: 'first token of a new conversation', write: ms },
    ...many,
    { measure: 'paced cpu', title: `CPU a turn, ${pacedAtOnce} at once at 100 tokens/s`, write: ms },
    { measure: 'paced memory', title: `memory a turn, ${pacedAtOnce} at once at 100 tokens/s`, write: mebibytes },
    { measure: 'rows', title: `rows written, ${whole(tokens)} tokens at 100/s`, write: whole },
    { measure: 'rows later', title: 'rows written by the clean-up a day later', write: whole },
    { measure: 'bytes', title: `bytes stored, ${whole(tokens)} tokens at 100/s`, write: whole },
    { measure: 'bytes later', title: 'bytes that stay after a day', write: whole },
    { measure: 'resume', title: 'resume at the end of 2,000 events', write: ms },
    { measure: 'replay', title: 'replay of 2,000 events', write: ms },
  ]
}

function turns(atOnce: number): string {
  return atOnce === 1 ? '1 turn' : `${atOnce} turns`
}

function header(): string[] {
  return ['median', ...LETTERS.map((letter) => `(${letter}) ${contestants[letter].name}`), 'd : a', 'd : b', 'd : c']
}

function row({ measure, title, write }: Line, figures: Figures): string[] {
  const of = (letter: Letter) => figures.median(measure, letter)
  const ratio = (letter: Letter) => (of(letter) > 0 ? (of('d') / of(letter)).toFixed(2) : '')
  const cells = LETTERS.map((letter) => (Number.isNaN(of(letter)) ? '' : write(of(letter))))
  return [
    title,
    ...cells,
    ...(['a', 'b', 'c'] as const).map((letter) => (ratio(letter) === 'NaN' ? '' : ratio(letter))),
  ]
}

function rowsOf(letter: Letter, { lastRows }: Run): string {
  const counted = lastRows[letter]
  if (!counted) return ''
  const list = (rows: Record<string, number>) =>
    Object.entries(rows)
      .sort(([, one], [, other]) => other - one)
      .map(([what, n]) => `${what} ${n}`)
      .join(', ') || 'none'
  return `- (${letter}) ${contestants[letter].name}: ${list(counted.written)}. A day later: ${list(counted.dayAfter)}.`
}

function table(rows: string[][]): string {
  const [head = [], ...body] = rows
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...body.map(line)].join('\n')
}

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve.paths(name)?.[0] ?? ''
  return JSON.parse(readFileSync(`${path}/${name}/package.json`, 'utf8')).version
}
