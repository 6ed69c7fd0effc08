import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isLocked, lockData } from './data-lock.ts'
import { createDeployedRootKey, deployedRootKeys, hasDeployedRootKey, refuseMissing } from './deployed-root-key.ts'
import { rewrapPagesAt } from './rewrap-pages.ts'
import { readRootKeys, writeRootKeys } from './root-key.ts'
import { type RootKeyStore, type Rotated, rotate } from './rotation.ts'
import { ADDRESS, startServer } from './server.ts'
import { readSettings } from './settings.ts'

const say = (line: string) => console.log(line)

// Puts a new root key in the place of the old one while OKCVM runs, or, with --deployed, makes the first one.
try {
  const options = { deployed: { type: 'boolean', default: false }, url: { type: 'string' } } as const
  const { values } = parseArgs({ options })
  if (!values.deployed) report(await rotateLocally())
  else if (!(await hasDeployedRootKey())) await createDeployedRootKey()
  else report(await rotateDeployed(values.url))
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function rotateLocally(): Promise<Rotated> {
  const { dataDir, vars } = readSettings()
  if (vars.OKCVM_ROOT_KEY) {
    throw new Error('OKCVM_ROOT_KEY is set by hand here. Take it out, so that the root key of the data folder is used.')
  }
  const address = join(dataDir, ADDRESS)
  const isServed = isLocked(dataDir)
  if (isServed && !existsSync(address)) {
    throw new Error('Only `npm start` can go on while its root key changes. End what uses the data folder first.')
  }
  const server = isServed ? undefined : await startServer({ dataDir, vars: { ...vars, OKCVM_OPEN_ACCESS: 'loopback' } })
  const unlock = lockData(dataDir, 'root-key.lock')
  try {
    return await rotate(inFolder(dataDir), rewrapPagesAt(server?.url ?? readFileSync(address, 'utf8')), say)
  } finally {
    unlock()
    await server?.stop()
  }
}

function inFolder(dataDir: string): RootKeyStore {
  return {
    read: async () => readRootKeys(dataDir),
    async write(keys) {
      writeRootKeys(dataDir, keys)
      // `npm run dev` writes it anew, with the root key of its time.
      rmSync(join(dataDir, 'dev.vars'), { force: true })
    },
    // Every use reads the file, and one that is overtaken looks again.
    settled: async () => {},
  }
}

async function rotateDeployed(url: string | undefined): Promise<Rotated> {
  if (!url) throw new Error('Say where it runs: npm run rotate-root-key -- --deployed --url https://YOUR-HOST')
  const store = deployedRootKeys()
  const page = rewrapPagesAt(url)
  const kept = await store.read()
  refuseMissing(kept, (await page(undefined)).rootKeys)
  return rotate({ ...store, read: async () => kept }, page, say)
}

function report({ rewrapped, unreadable }: Rotated): void {
  console.log(`The root key is a new one. Saved keys wrapped anew: ${rewrapped}.`)
  if (unreadable > 0) {
    console.log(
      `No root key opens ${unreadable} saved keys, before as after: whoever saved them must enter them again.`,
    )
  }
}
