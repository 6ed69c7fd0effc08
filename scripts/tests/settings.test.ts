import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockData } from '../data-lock.ts'
import { readPort } from '../port.ts'
import { root } from '../program.ts'
import { readSettings } from '../settings.ts'
import { withProductionDatabase } from '../wrangler-toml.ts'
import { temporaryFolder } from './running.ts'

test('the shell beats .dev.vars, and nothing else of the shell reaches the Worker', () => {
  const file = join(temporaryFolder(), '.dev.vars')
  writeFileSync(file, 'OKCVM_CHAT_MODEL="from the file"\nOKCVM_MAX_STEPS=7\nSITES_HOST=sites.example\n')
  const { vars } = readSettings({ OKCVM_CHAT_MODEL: 'from the shell', PATH: '/bin', AWS_SECRET: 'x' }, file)
  expect(vars).toEqual({ OKCVM_CHAT_MODEL: 'from the shell', OKCVM_MAX_STEPS: '7', SITES_HOST: 'sites.example' })
})

test('data lies in .okcvm unless OKCVM_DATA_DIR says otherwise', () => {
  const nowhere = join(temporaryFolder(), '.dev.vars')
  expect(readSettings({}, nowhere).dataDir).toBe(join(root, '.okcvm'))
  expect(readSettings({ OKCVM_DATA_DIR: '/data/here' }, nowhere).dataDir).toBe('/data/here')
})

test.each(['abc', '-1', '65536', '80.5'])('PORT=%s is refused by a sentence', (value) => {
  expect(() => readPort(value)).toThrow(`PORT is "${value}", which is no port.`)
})

test('a lock whose process is gone counts as none, and so does one whose id belongs to another now', () => {
  const folder = join(temporaryFolder(), 'data')
  mkdirSync(folder)
  for (const stale of ['999999999 1', `${process.pid} 1`]) {
    writeFileSync(join(folder, 'lock'), stale)
    const release = lockData(folder)
    expect(() => lockData(folder)).toThrow(/in use by process/)
    release()
  }
})

test('the database of a deployment is written into the production environment alone', () => {
  const before = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  const after = withProductionDatabase(before, 'b5a1f0c2-0000-4000-8000-000000000001')
  const [local, production] = after.split('[env.production]')
  expect(local).toBe(before.split('[env.production]')[0])
  expect(production).toContain('database_id = "b5a1f0c2-0000-4000-8000-000000000001"')
  expect(() => withProductionDatabase('name = "x"', 'id')).toThrow(/Put .* back/)
})
