// Also run by `npm run passphrase` under Node, so it imports nothing.

/** Workers refuse a PBKDF2 call of more than 100,000 iterations, so a hash is six calls, each fed by the one before. */
const ITERATIONS = 100_000
const ROUNDS = 6

interface Work {
  iterations: number
  rounds: number
}

/** What OKCVM_PASSPHRASE_HASH holds: the method, its parameters, the salt and the hash, with dots between. */
export async function hashPassphrase(
  passphrase: string,
  work: Work = { iterations: ITERATIONS, rounds: ROUNDS },
): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const hash = await derive(passphrase, salt, work)
  return ['pbkdf2-sha256', work.iterations, work.rounds, base64url(salt), base64url(hash)].join('.')
}

/** Takes as long for a wrong passphrase as for the right one. `stored` was checked where the settings are read. */
export async function isPassphrase(passphrase: string, stored: string): Promise<boolean> {
  const [, iterations, rounds, salt = '', hash = ''] = stored.split('.')
  const derived = await derive(passphrase, bytesOf(salt), { iterations: Number(iterations), rounds: Number(rounds) })
  return areEqual(derived, bytesOf(hash))
}

async function derive(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  { iterations, rounds }: Work,
): Promise<Uint8Array> {
  let derived = new TextEncoder().encode(passphrase.normalize('NFKC'))
  for (let round = 0; round < rounds; round += 1) {
    const key = await crypto.subtle.importKey('raw', derived, 'PBKDF2', false, ['deriveBits'])
    derived = new Uint8Array(
      await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256),
    )
  }
  return derived
}

/** Looks at every byte, so that its time tells nothing. */
function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  let differences = a.length ^ b.length
  for (const [at, byte] of a.entries()) differences |= byte ^ (b[at] ?? 0)
  return differences === 0
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}
