import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RECORDINGS, type Recording, readCommands, record } from '../record-shell.ts'

const recordings: Recording[] = JSON.parse(readFileSync(RECORDINGS, 'utf8'))

test('every command is recorded, in its order', () => {
  expect(recordings.map(({ command }) => command)).toEqual(readCommands())
})

// A tenth of them each day, all within ten days: a real bash still answers what was written down.
test('the bash of this machine answers as recorded', () => {
  const turn = Math.floor(Date.now() / 86_400_000) % 10
  for (const recording of recordings.filter((_, at) => at % 10 === turn)) {
    const real = record(recording.command)
    if (real) expect(real).toEqual(recording)
  }
}, 120_000)
