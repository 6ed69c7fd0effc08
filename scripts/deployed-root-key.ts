import { askHidden } from './ask-hidden.ts'
import { runNode } from './program.ts'
import { newRootKey, rootKeyId } from './root-key.ts'
import type { RootKeyStore } from './rotation.ts'

const NAME = 'OKCVM_ROOT_KEY'

/** As long as a deployment may take to reach every Worker and to replace every Durable Object. */
const SETTLING_MS = 120_000

/** Whether the deployed Worker has a root key; its value is never told. */
export async function hasDeployedRootKey(): Promise<boolean> {
  const list: { name: string }[] = JSON.parse(await wrangler(['secret', 'list', '--format', 'json']))
  return list.some(({ name }) => name === NAME)
}

/** The first root key of a deployment, shown because no secret can be read back. */
export async function createDeployedRootKey(): Promise<void> {
  const key = newRootKey()
  console.log(keepThis(key))
  await wrangler(['secret', 'put', NAME], key)
  console.log('The deployed OKCVM can keep keys now.')
}

/** Cloudflare shows no secret, so whoever rotates brings the root key that they kept. */
export function deployedRootKeys(): RootKeyStore {
  let kept = ''
  return {
    async read() {
      kept = (await askHidden(`The value of ${NAME} that you kept: `)).trim()
      if (!/^[\w-]{1,32}\.[\w-]{43}(,[\w-]{1,32}\.[\w-]{43})*$/.test(kept)) {
        throw new Error(`That is no root key. Bring the line that this command printed last time, after ${NAME}=.`)
      }
      return kept
    },
    async write(keys) {
      const isNew = keys.split(',').find((key) => !kept.includes(key))
      // Shown before it is used: a key that was lost half-way would take the saved keys along.
      if (isNew && keys.startsWith(kept)) console.log(keepThis(isNew))
      await wrangler(['secret', 'put', NAME], keys)
    },
    async settled() {
      console.log(`Waiting ${SETTLING_MS / 1000} s until every Worker has it …`)
      await new Promise((resolve) => setTimeout(resolve, SETTLING_MS))
    },
  }
}

/** Throws where a root key that is in use was not brought: it would be overwritten, and what it opens be lost. */
export function refuseMissing(kept: string, inUse: string[]): void {
  const brought = kept.split(',').map(rootKeyId)
  const missing = inUse.filter((id) => !brought.includes(id))
  if (missing.length === 0) return
  throw new Error(
    `Nothing was changed: the root keys in use are those that begin with ${missing.join(' and ')}. Bring them all, with a comma between.`,
  )
}

function keepThis(key: string): string {
  return `Keep this line in a password manager, beside the one before; the next rotation asks for it:\n\n${NAME}=${key}\n`
}

async function wrangler(args: string[], input?: string): Promise<string> {
  const { code, output } = await runNode('wrangler/bin/wrangler.js', [...args, '--env', 'production'], {
    ...(input === undefined ? {} : { input }),
  })
  if (code === 0) return output
  throw new Error(
    `wrangler ${args.slice(0, 2).join(' ')} failed:\n${output.trim()}\nRun npx wrangler login, then run this again.`,
  )
}
