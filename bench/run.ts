import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../scripts/build.ts'
import { keepBuild } from './bundle.ts'
import { type Contestant, contestants, LETTERS, type Letter } from './contestants.ts'
import { Figures } from './figures.ts'
import { firstTokens, firstTokensOfNew } from './measures/first-token.ts'
import { manyTurns } from './measures/many-turns.ts'
import { resumeTimes } from './measures/resume.ts'
import { type RowsOfTurn, rowsOfTurn, total } from './measures/rows.ts'
import { report } from './report.ts'
import { type Provider, type Running, start, startProvider } from './stage.ts'

const TOKENS = 1000
const SAMPLES = 10
const RESUMES = 5
const RESUMED_EVENTS = 2000
const PACED_AT_ONCE = 10

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, rows: { type: 'boolean', default: false } },
})
const rounds = Math.min(20, Math.max(1, Number(values.rounds) || 3))

const figures = new Figures()
const lastRows: Partial<Record<Letter, RowsOfTurn>> = {}
const startedAt = new Date()
let text = ''

await build()
keepBuild()
const provider = await startProvider()
try {
  for (let round = 1; round <= rounds; round++) {
    console.log(`Round ${round} of ${rounds}`)
    if (values.rows) {
      await countedRound(provider)
      console.log(JSON.stringify(lastRows.d, null, 2))
      continue
    }
    await timedRound(provider)
    await countedRound(provider)
    // After every round: what a later one breaks off does not take the others with it.
    text = report({ figures, lastRows, rounds: round, startedAt, tokens: TOKENS, pacedAtOnce: PACED_AT_ONCE })
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), text)
  }
} finally {
  await provider.stop()
}
console.log(`\n${text}`)

/** Everything that has a clock: all four run, and are measured one after another, never two at once. */
async function timedRound(provider: Provider): Promise<void> {
  const running = new Map<Letter, Running>()
  const each = async (
    what: string,
    measure: (letter: Letter, to: Running, contestant: Contestant) => Promise<void>,
  ) => {
    for (const [letter, to] of running) {
      console.log(`  ${what}: ${contestants[letter].name}`)
      await measure(letter, to, contestants[letter])
    }
  }
  try {
    for (const letter of LETTERS) running.set(letter, await start(letter, { provider }))
    await each('warming up', async (_, to, { client }) => {
      for (let turn = 0; turn < 3; turn++) await manyTurns(to, client, { atOnce: 2, tokens: 300, perSecond: 0 })
    })
    await each('first token', measureFirstTokens)
    await each('paced turns', async (letter, to, { client }) => {
      const paced = await manyTurns(to, client, { atOnce: PACED_AT_ONCE, tokens: TOKENS, perSecond: 100 })
      figures.add('paced cpu', letter, paced.cpuMsPerTurn)
      figures.add('paced memory', letter, paced.peakBytesPerTurn)
    })
    for (const atOnce of [1, 10, 50]) {
      await each(`${atOnce} at once`, async (letter, to, { client }) => {
        const many = await manyTurns(to, client, { atOnce, tokens: TOKENS, perSecond: 0 })
        figures.add(`throughput ${atOnce}`, letter, many.tokensPerSecond)
        figures.add(`cpu ${atOnce}`, letter, many.cpuMsPerTurn)
        figures.add(`memory ${atOnce}`, letter, many.peakBytesPerTurn)
      })
    }
    await each('resuming', measureResume)
  } finally {
    for (const { stop } of running.values()) await stop()
  }
}

async function measureFirstTokens(letter: Letter, { url }: Running, { client, watching }: Contestant): Promise<void> {
  figures.add('first token', letter, ...(await firstTokens(url, client, SAMPLES)))
  if (watching) figures.add('first token watched', letter, ...(await firstTokens(url, watching, SAMPLES)))
  if (client.begin) figures.add('first token new', letter, ...(await firstTokensOfNew(url, client.begin, SAMPLES)))
}

async function measureResume(
  letter: Letter,
  { url }: Running,
  { client, watching, counted }: Contestant,
): Promise<void> {
  if (!counted) return
  // OKCVM tells a frame of many tokens in one event; alternating kinds keep every token an event of its own.
  const alternating = letter === 'd'
  const times = await resumeTimes(url, watching ?? client, {
    provider,
    events: RESUMED_EVENTS,
    samples: RESUMES,
    alternating,
  })
  figures.add('resume', letter, ...times.fromCursor)
  figures.add('replay', letter, ...times.fromStart)
}

/** What is stored has no clock, so those who store run side by side. */
async function countedRound(provider: Provider): Promise<void> {
  const storing = LETTERS.filter((letter) => contestants[letter].counted)
  console.log(`  rows: ${storing.map((letter) => contestants[letter].name).join(', ')}`)
  await Promise.all(
    storing.map(async (letter) => {
      const { client } = contestants[letter]
      const { url, stop } = await start(letter, { provider, counted: true })
      try {
        const counted = await rowsOfTurn(url, client)
        lastRows[letter] = counted
        figures.add('rows', letter, total(counted.written))
        figures.add('rows later', letter, total(counted.dayAfter))
        figures.add('bytes', letter, counted.bytes)
        figures.add('bytes later', letter, counted.bytesDayAfter)
      } finally {
        await stop()
      }
    }),
  )
}
