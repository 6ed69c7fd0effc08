import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// This file runs before anything is installed, and on Node 20: builtins only, no types to strip.

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lockedNode = join(root, 'node_modules/.bin/node')
const TOOLS_NEED = [22, 12]

/** Installs what the lock file names unless it is all there. Ends the process with a sentence where that fails. */
export function ensureInstalled() {
  if (!isRecent([20, 0])) fail(`Node ${process.versions.node} is too old. Install Node 20 or newer, then try again.`)
  if (process.platform !== 'linux' && !isRecent(TOOLS_NEED)) {
    fail(`Node ${process.versions.node} is too old for this system. Install Node 22.12 or newer, then try again.`)
  }
  if (isInstalled()) return
  console.log('Installing the packages that package-lock.json names …')
  const npm = process.env.npm_execpath
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  // Packages warn that they want a newer Node than the one that installs them; the Node that will run them comes along.
  const install = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync(program, [...first, ...install], { cwd: root, stdio: 'inherit' })
  if (status !== 0) fail('The packages could not be installed. Read what npm says above, then try again.')
}

/** Runs a TypeScript program of ours in the foreground and ends with its code, as a parent that it can lose. */
export function become(program, args) {
  const child = spawn(nodeProgram(), [join(root, program), ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // npm that was killed outright hands us to another parent: what nobody waits for any more should end.
  const parent = process.ppid
  const lonely = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM')
  }, 500)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    clearInterval(lonely)
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 143))
  })
}

function nodeProgram() {
  if (existsSync(lockedNode)) return lockedNode
  if (isRecent(TOOLS_NEED)) return process.execPath
  return fail(
    `No Node came with the packages for ${process.platform} ${process.arch}. Install Node 22.12 or newer, then try again.`,
  )
}

/** npm keeps in node_modules what it installed; every package that is not for another platform must be there as locked. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json')
  if (!installed) return false
  const hasNode = existsSync(lockedNode) || isRecent(TOOLS_NEED)
  return (
    hasNode &&
    Object.entries(packagesOf('package-lock.json')).every(([path, locked]) => {
      return path === '' || locked.optional || installed[path]?.version === locked.version
    })
  )
}

function packagesOf(file) {
  const path = join(root, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined
}

function isRecent([major, minor]) {
  const [ours, oursMinor] = process.versions.node.split('.').map(Number)
  return ours > major || (ours === major && oursMinor >= minor)
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
