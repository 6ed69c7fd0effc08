import { spawn } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../program.ts'
import { differences } from '../recordings/differences.ts'
import type { HeardTurn } from '../recordings/heard-turn.ts'
import { readRecording } from '../recordings/read-recording.ts'
import { temporaryFolder } from './running.ts'

const ours = join(root, 'worker-tests/recordings')

function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts/test-recordings.ts'), ...args], { cwd: root })
  let output = ''
  child.stdout.on('data', (piece) => (output += piece))
  child.stderr.on('data', (piece) => (output += piece))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

test('recorded streams come through the whole built Worker; a file that cannot be read fails alone', async () => {
  const folder = temporaryFolder()
  for (const name of ['reasoning-then-call-in-pieces', 'error-in-the-middle'])
    cpSync(join(ours, `${name}.jsonl`), join(folder, `${name}.jsonl`))
  writeFileSync(join(folder, 'broken.jsonl'), 'no json\n')
  const { code, output } = await run(folder)
  expect(output).toContain('ok      reasoning-then-call-in-pieces')
  expect(output).toContain('not ok  broken')
  expect(output.trim().split('\n').at(-1)).toBe('2 passed, 1 failed, 0 skipped')
  expect(code).toBe(1)
})

test('a folder without recordings is told of', async () => {
  const { code, output } = await run(temporaryFolder())
  expect(output).toContain('npm run test:recordings -- FOLDER')
  expect(code).toBe(1)
})

test('every part of an answer that is not as recorded is named', () => {
  const recording = readRecording(join(ours, 'reasoning-then-text.jsonl'))
  const { text, reasoning, usage } = recording
  const exact: HeardTurn = { tokens: text, ending: 'final', reply: text, text, reasoning, usage, calls: [] }
  expect(differences(recording, exact)).toEqual([])
  const wrong: Partial<HeardTurn>[] = [
    { tokens: 'x' },
    { ending: 'error' },
    { reply: 'x' },
    { text: `${text} ` },
    { reasoning: '' },
    { usage: { ...usage, cachedTokens: null } },
    { calls: [{ name: 'weather', input: {} }] },
  ]
  for (const part of wrong) expect(differences(recording, { ...exact, ...part })).toHaveLength(1)
})
