import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, okcvmFolder } from './bundle.ts'
import { send } from './clients/event-source.ts'
import { contestants, type Letter } from './contestants.ts'
import type { Hosting } from './host.ts'

const START_LIMIT_MS = 60_000
const here = import.meta.dirname

/** A contestant that runs. */
export interface Running {
  url: string
  /** The process id of its workerd. */
  workerd: number
  stop(): Promise<void>
}

export interface Provider {
  url: string
  /** Lets held turns go on to their end. */
  release(): Promise<void>
  stop(): Promise<void>
}

export async function startProvider(): Promise<Provider> {
  const { child, told } = await started<{ port: number }>('provider.ts')
  const origin = `http://127.0.0.1:${told.port}`
  return {
    url: `${origin}/v1`,
    release: async () => void (await send(`${origin}/release`, { method: 'POST' })).resume(),
    stop: () => ended(child),
  }
}

/** Starts a contestant in a process tree of its own, over an empty data folder. */
export async function start(
  letter: Letter,
  { provider, counted = false }: { provider: Provider; counted?: boolean },
): Promise<Running> {
  const { worker, objects } = contestants[letter]
  const dataDir = mkdtempSync(join(tmpdir(), 'okcvm-bench-'))
  const folder = await folderOf(letter, counted)
  const hosting: Hosting = {
    kind: worker ? 'worker' : 'okcvm',
    dataDir,
    providerUrl: provider.url,
    folder,
    ...(objects ? { objects } : {}),
  }
  const { child, told } = await started<{ url: string; workerd: number }>('host.ts', JSON.stringify(hosting))
  return { ...told, stop: () => ended(child).finally(() => rmSync(dataDir, { recursive: true, force: true })) }
}

async function folderOf(letter: Letter, counted: boolean): Promise<string> {
  const { worker, counted: countedWorker } = contestants[letter]
  if (!worker) return okcvmFolder(counted)
  if (!counted) return bundle(worker)
  if (!countedWorker) throw new Error(`${contestants[letter].name} stores nothing that could be counted.`)
  return bundle(countedWorker)
}

async function started<T>(program: string, ...args: string[]): Promise<{ child: ChildProcess; told: T }> {
  const child = fork(join(here, program), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const signal = AbortSignal.timeout(START_LIMIT_MS)
  const gone = once(child, 'exit', { signal }).then(() => {
    throw new Error(`${program} ended before it was ready. Its output above says why.`)
  })
  gone.catch(() => {}) // it ends one day, and then nobody waits for it here
  const [told] = await Promise.race([once(child, 'message', { signal }), gone])
  return { child, told: told as T }
}

async function ended(child: ChildProcess): Promise<void> {
  const over = once(child, 'exit')
  child.disconnect()
  await over
}
