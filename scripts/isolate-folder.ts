import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformWithOxc } from 'vite'

export const root: string = fileURLToPath(new URL('..', import.meta.url))

const KINDS: Record<string, string> = { js: 'js', mjs: 'js', wasm: 'wasm', json: 'json' }

export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

/** Each file of ours by itself: they are few, and an isolate reads modules as well as a bundle. */
export async function layModules(sources: string, folder: string): Promise<void> {
  const names = readdirSync(sources).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  for (const name of names) {
    const path = join(sources, name)
    const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path, { tsconfig: false, target: 'esnext' })
    const text = code.replace(/((?:from|import) ["']\.\/[\w-]+)(["'])/g, '$1.js$2')
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), text)
  }
}

/** `manifest.json` names the folder's files as modules, and how the loader takes each. */
export function writeManifest(folder: string, moduleName: (file: string) => string): void {
  const files = readdirSync(folder).sort()
  const hash = createHash('sha256')
  for (const name of files) hash.update(name).update(readFileSync(join(folder, name)))
  const modules = files.map((file) => [moduleName(file), { file, kind: KINDS[file.split('.').at(-1) ?? ''] ?? 'data' }])
  const build = hash.digest('hex').slice(0, 16)
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ build, modules: Object.fromEntries(modules) }))
}
