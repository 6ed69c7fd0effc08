import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { isPassphrase } from '../../src/accounts/passphrase.ts'
import { root } from '../program.ts'

/** Runs the command with this piped in. */
function make(input: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    let said = ''
    const child = spawn(process.execPath, ['scripts/passphrase.ts'], { cwd: root })
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (said += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
    child.stdin.end(input)
  })
}

const hashIn = (said: string) => /^OKCVM_PASSPHRASE_HASH=(\S+)$/m.exec(said)?.[1] ?? ''

test('a passphrase that is piped in becomes its hash, and is not repeated', async () => {
  const { code, said } = await make('under old lime trees\nsecond line\n')
  expect(code).toBe(0)
  expect(hashIn(said)).toMatch(/^pbkdf2-sha256\.100000\.6\.[\w-]{22}\.[\w-]{43}$/)
  expect(said).not.toContain('lime')
  expect(await isPassphrase('under old lime trees', hashIn(said))).toBe(true)
  expect(await isPassphrase('under old lime tree', hashIn(said))).toBe(false)
})

test('without one it makes one, and shows it', async () => {
  const [first, second] = [await make('\n'), await make('')]
  const passphrases = [first, second].map(({ said }) => /passphrase is (\S+)/.exec(said)?.[1] ?? '')
  expect(passphrases[0]).toMatch(/^([a-z0-9]{4}-){5}[a-z0-9]{4}$/)
  expect(passphrases[1]).not.toBe(passphrases[0])
  expect(await isPassphrase(passphrases[0] ?? '', hashIn(first.said))).toBe(true)
})

test('one that is too short is refused', async () => {
  const { code, said } = await make('short\n')
  expect([code, hashIn(said)]).toEqual([1, ''])
  expect(said).toContain('at least 12 characters')
})
