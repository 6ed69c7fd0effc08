import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = dirname(dirname(fileURLToPath(import.meta.url)))

/** Wrangler and Miniflare ask nobody anything, and tell nobody anything. */
export const quiet: Record<string, string> = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_LOG_PATH: `${root}/.wrangler/logs`,
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  // Else wrangler would put variables of a .env file into a bundle that should be the same everywhere.
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'false',
}

export interface Ended {
  code: number
  /** Both streams, as they came; empty where `show` passed them on. */
  output: string
}

export interface RunOptions {
  /** Pass the output on instead of keeping it. */
  show?: boolean
  signal?: AbortSignal | undefined
  env?: Record<string, string>
  /** What the program reads as its input; nothing unless told. */
  input?: string
}

/** Runs a program to its end. Never throws for its exit code; throws where it cannot be started or was aborted. */
export function run(
  program: string,
  args: string[],
  { show = false, signal, env, input }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let output = ''
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...quiet, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      ...(signal && { signal }),
    })
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.stdin?.on('error', () => undefined) // it ended without reading; its exit code tells
    child.stdin?.end(input)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A program of node_modules, run by the Node that runs us. */
export function runNode(script: string, args: string[], options?: RunOptions): Promise<Ended> {
  return run(process.execPath, [`${root}/node_modules/${script}`, ...args], options)
}
