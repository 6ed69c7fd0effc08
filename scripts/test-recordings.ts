import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { differences } from './recordings/differences.ts'
import { hearTurn } from './recordings/heard-turn.ts'
import { type Recording, readRecording } from './recordings/read-recording.ts'
import { startReplay } from './recordings/replay-provider.ts'
import { startServer } from './server.ts'

/** `npm run test:recordings -- FOLDER`: every recorded stream of the folder through the whole built Worker. */
const folder = process.argv[2]
const names = folder && statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? jsonlFiles(folder) : []
if (!folder || names.length === 0) {
  console.error(
    'Name a folder with recorded streams: npm run test:recordings -- FOLDER, where FOLDER has .jsonl files.',
  )
  process.exit(1)
}

const counts = { passed: 0, failed: 0 }
const recordings = new Map<string, Recording>()
for (const name of names) {
  try {
    recordings.set(name, readRecording(join(folder, name)))
  } catch (error) {
    report(name, [`it cannot be read: ${sentence(error)}`])
  }
}
try {
  await replay()
} catch (error) {
  console.error(`The recordings could not be replayed: ${sentence(error)}`)
  process.exit(1)
}
console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`)
process.exit(counts.failed > 0 ? 1 : 0)

async function replay(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'okcvm-recordings-'))
  const provider = await startReplay(new Map([...recordings].map(([name, { lines }]) => [name, lines])))
  const vars = {
    OKCVM_OPEN_ACCESS: 'loopback',
    OKCVM_CHAT_BASE_URL: provider.baseUrl,
    OKCVM_CHAT_MODEL: 'recorded',
    OKCVM_CHAT_API_KEY: 'recorded',
  }
  const server = await startServer({ dataDir, vars })
  try {
    for (const [name, recording] of recordings) await judge(server.url, name, recording)
  } finally {
    await server.stop()
    await provider.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function judge(url: string, name: string, recording: Recording): Promise<void> {
  try {
    report(name, differences(recording, await hearTurn(url, name)))
  } catch (error) {
    report(name, [sentence(error)])
  }
}

function report(name: string, problems: string[]): void {
  const title = basename(name, '.jsonl')
  if (problems.length === 0) counts.passed += 1
  else counts.failed += 1
  console.log(problems.length === 0 ? `ok      ${title}` : `not ok  ${title}\n        ${problems.join('\n        ')}`)
}

function jsonlFiles(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
