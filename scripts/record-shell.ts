import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bytes, files } from '../worker-tests/sandbox/shell/files.ts'
import { root } from './program.ts'

/** What a real bash made of one of the commands that the shell is compared on. */
export interface Recording {
  command: string
  stdout: string
  /** Whether it said something on its error stream: other programs put that in other words. */
  complains: boolean
  exitCode: number
}

const folder = join(root, 'worker-tests/sandbox/shell')
export const RECORDINGS = join(folder, 'recordings.json')

export function readCommands(): string[] {
  return readFileSync(join(folder, 'commands.txt'), 'utf8')
    .split('\n----\n')
    .map((command) => command.replace(/\n$/, ''))
}

/** Runs a command in a folder of its own that holds the files; undefined where this machine lacks a program it names. */
export function record(command: string): Recording | undefined {
  const place = mkdtempSync(join(tmpdir(), 'okcvm-shell-'))
  try {
    mkdirSync(join(place, 'tmp'))
    const home = join(place, 'home')
    mkdirSync(join(home, 'output'), { recursive: true })
    for (const [path, content] of [...Object.entries(files), ...Object.entries(bytes)]) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      writeFileSync(join(home, path), content)
    }
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: join(place, 'tmp'),
      LC_ALL: 'C.UTF-8',
      TERM: 'dumb',
      TZ: 'UTC',
    }
    const { stdout, stderr, status } = spawnSync('bash', ['-c', command.replaceAll('/tmp', join(place, 'tmp'))], {
      cwd: home,
      env,
      input: '',
      encoding: 'utf8',
      timeout: 20_000,
    })
    if (/command not found/.test(stderr)) return undefined
    const shown = stdout.replaceAll(home, '/mnt/okcomputer').replaceAll(join(place, 'tmp'), '/tmp')
    return { command, stdout: shown, complains: stderr !== '', exitCode: status ?? -1 }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const recordings = readCommands().map((command) => record(command) ?? missing(command))
  writeFileSync(RECORDINGS, `${JSON.stringify(recordings, null, 1)}\n`)
  console.log(`${recordings.length} commands are recorded.`)
}

function missing(command: string): never {
  throw new Error(`This machine lacks a program of: ${command}`)
}
