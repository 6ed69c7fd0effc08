import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.ts'
import { lockData } from './data-lock.ts'
import { freePort, readPort } from './port.ts'
import { quiet, root, runNode } from './program.ts'
import { ensureRootKey, readRootKeys } from './root-key.ts'
import { readSettings } from './settings.ts'
import { endWithUs } from './watchdog.ts'

// For working on OKCVM: the console is built again at every change, the Worker runs in `wrangler dev`, pages reload.

const wrangler = 'wrangler/bin/wrangler.js'
const children: ChildProcess[] = []

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
process.on('disconnect', end)

try {
  const wanted = readPort(process.env.PORT)
  const port = await freePort(wanted, '127.0.0.1')
  const { dataDir, vars } = readSettings()
  lockData(dataDir)
  await build()
  await migrate(dataDir)
  if (port !== wanted && wanted !== 0) console.log(`Port ${wanted} is taken, so this is port ${port}.`)
  start('vite/bin/vite.js', ['build', 'console', '--watch', '--logLevel', 'warn', '--emptyOutDir', 'false'])
  const place = ['--ip', '127.0.0.1', '--port', String(port), '--persist-to', dataDir]
  start(wrangler, ['dev', '--live-reload', ...place, '--env-file', writeVars(dataDir, vars)])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function migrate(dataDir: string) {
  const { code, output } = await runNode(
    wrangler,
    ['d1', 'migrations', 'apply', 'okcvm', '--local', '--persist-to', dataDir],
    {
      env: { CI: 'true' },
    },
  )
  if (code !== 0) throw new Error(`The migrations could not be applied:\n${output}`)
}

/** Each in a process group of its own: wrangler leaves workerd behind when it is ended alone. */
function start(script: string, args: string[]) {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    detached: true,
    // The one file of variables that this run is told to read.
    env: { ...process.env, ...quiet, CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'true' },
    // Without an input wrangler dev offers no keys, and vite --watch would end.
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  if (child.pid) endWithUs(-child.pid)
  child.once('exit', end)
  children.push(child)
}

/** By a file, because everybody on the machine can read a program's arguments. */
function writeVars(dataDir: string, vars: Record<string, string>): string {
  const file = join(dataDir, 'dev.vars')
  ensureRootKey(dataDir)
  const ours = { OKCVM_OPEN_ACCESS: 'loopback', OKCVM_ROOT_KEY: vars.OKCVM_ROOT_KEY || readRootKeys(dataDir) }
  const lines = Object.entries({ ...vars, ...ours }).map(([name, value]) => `${name}='${value}'`)
  writeFileSync(file, lines.join('\n'), { mode: 0o600 })
  return file
}

function end() {
  for (const { pid } of children) {
    try {
      if (pid) process.kill(-pid, 'SIGKILL')
    } catch {
      // That group is gone already.
    }
  }
  process.exit(0)
}
