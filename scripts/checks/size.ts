import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from '../program.ts'
import { type Check, failed, passed } from './check.ts'

/** A phone on a slow line shows the console within two seconds of these. */
const CONSOLE_MAX_KB = 100
/** Half of what Cloudflare's free plan takes, so that the next tools have room. */
const WORKER_MAX_KB = 1500

export const consoleIsSmall: Check = {
  name: 'console first load',
  async run() {
    return judge(
      firstLoad(join(root, 'console/dist')),
      CONSOLE_MAX_KB,
      'Load what the first screen does not need lazily.',
    )
  },
}

export const workerIsSmall: Check = {
  name: 'Worker bundle',
  async run() {
    const files = globSync('dist/worker/*.{js,wasm,bin,txt}', { cwd: root }).map((path) => join(root, path))
    return judge(
      files,
      WORKER_MAX_KB,
      'See what grew with `npx wrangler deploy --dry-run --outdir dist/worker --metafile`.',
    )
  },
}

/** The scripts and styles that index.html asks for before anything is clicked; Vite lists their static imports there too. */
export function firstLoad(dist: string): string[] {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const tags = html.match(/<(script|link)\b[^>]*>/g) ?? []
  const eager = tags.filter((tag) => /^<script|rel="(stylesheet|modulepreload)"/.test(tag))
  return eager.flatMap((tag) => tag.match(/(?:src|href)="\/?([^"]+)"/)?.[1] ?? []).map((path) => join(dist, path))
}

function judge(files: string[], maxKb: number, advice: string) {
  if (files.length === 0) return failed('Nothing was built to be weighed.')
  const bytes = files.reduce((total, file) => total + gzipSync(readFileSync(file), { level: 9 }).length, 0)
  const figure = `${(bytes / 1000).toFixed(1)} KB gzip of at most ${maxKb} KB`
  return bytes <= maxKb * 1000 ? passed(figure) : failed(`${figure}. ${advice}`)
}
