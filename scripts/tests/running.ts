import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../program.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'okcvm-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

export interface Running {
  process: ChildProcess
  url: string
  output: string
}

/** `npm start` in a process group of its own, once it says its address. Throws with its words where it ends before. */
export function npmStart(env: Record<string, string>): Promise<Running> {
  return npmRun('start', /OKCVM is at (\S+)/, env)
}

export async function npmRun(script: string, address: RegExp, env: Record<string, string>): Promise<Running> {
  const child = spawn('npm', ['run', script], {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => signalGroup(child, 'SIGKILL'))
  const running: Running = { process: child, url: '', output: '' }
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      running.output += chunk
      const url = address.exec(running.output)?.[1]
      if (!url) return
      running.url = url
      resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('close', (code) => reject(new Error(`npm start ended with ${code}:\n${running.output}`)))
  })
  return running
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // Nobody is left in the group, which is what was wanted.
  }
}

export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

/** Waits until nobody listens there any more. The test's own time limit ends a wait for an orphan. */
export async function portIsFree(url: string): Promise<void> {
  while (await isListening(Number(new URL(url).port))) await new Promise((resolve) => setImmediate(resolve))
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** SIGKILL to every workerd that a server has at this moment; answers their ids. */
export function killWorkerd(server: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(server), '-x', 'workerd'], { encoding: 'utf8' })
  const pids = stdout.split('\n').filter(Boolean).map(Number)
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 'SIGKILL')
    } catch {
      return false // Gone since it was listed.
    }
  })
}

/** Waits until the server answers again. The test's own time limit ends a wait for one that stays down. */
export async function answers(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) return response
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The process that serves, as the data folder's lock names it. */
export function serverPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'lock'), 'utf8').split(' ')[0])
}
