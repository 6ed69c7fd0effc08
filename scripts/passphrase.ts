import { parseArgs } from 'node:util'
import { hashPassphrase } from '../src/accounts/passphrase.ts'
import { askHidden } from './ask-hidden.ts'
import { runNode } from './program.ts'

const MIN_CHARS = 12
const NAME = 'OKCVM_PASSPHRASE_HASH'

// Makes the hash of the operator's passphrase, and with --deployed puts it into the deployed Worker's secrets.
try {
  const { values } = parseArgs({ options: { deployed: { type: 'boolean', default: false } } })
  const typed = await askHidden(`Passphrase (${MIN_CHARS} characters or more; Enter alone makes one): `)
  const passphrase = typed || newPassphrase()
  if (passphrase.length < MIN_CHARS)
    throw new Error(`Use at least ${MIN_CHARS} characters, or press Enter alone for one that is made for you.`)
  // One that nobody thought up cannot be guessed, so it needs the work of one call only.
  const hash = typed
    ? await hashPassphrase(passphrase)
    : await hashPassphrase(passphrase, { iterations: 100_000, rounds: 1 })
  if (!typed) console.log(`The passphrase is ${passphrase}\nKeep it in a password manager: it is not stored anywhere.`)
  if (values.deployed) await putSecret(hash)
  else
    console.log(
      `Set this where OKCVM runs; on Cloudflare, npm run passphrase -- --deployed does it for you.\n\n${NAME}=${hash}`,
    )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/** 120 random bits in six groups of letters and digits that nobody mistakes for one another. */
function newPassphrase(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz234567890'
  const letters = [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => alphabet[byte % alphabet.length])
  return letters.join('').replace(/.{4}(?=.)/g, '$&-')
}

async function putSecret(hash: string): Promise<void> {
  const args = ['secret', 'put', NAME, '--env', 'production']
  const { code, output } = await runNode('wrangler/bin/wrangler.js', args, { input: hash })
  if (code !== 0) {
    throw new Error(
      `wrangler ${args.slice(0, 3).join(' ')} failed:\n${output.trim()}\nRun npx wrangler login, then run this again.`,
    )
  }
  console.log('The deployed console now asks for this passphrase. Whoever was signed in by an older one is signed out.')
}
