import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { root } from './program.ts'

export interface Settings {
  /** Where all data lies. */
  dataDir: string
  vars: Record<string, string>
}

/** What the Worker gets as variables: every OKCVM_… and SITES_HOST of `.dev.vars` and of the shell, which wins. */
export function readSettings(env: NodeJS.ProcessEnv = process.env, file: string = join(root, '.dev.vars')): Settings {
  const said = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  const vars: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...said, ...env })) {
    if (value !== undefined && (name.startsWith('OKCVM_') || name === 'SITES_HOST')) vars[name] = value
  }
  return { dataDir: resolve(root, vars.OKCVM_DATA_DIR || '.okcvm'), vars }
}
