import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformWithOxc } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const pyodide = join(root, 'node_modules/pyodide')
const python = join(root, 'src/sandbox/python')

/** Kept as they come. */
const WHOLE = ['pyodide.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip', 'pyodide-lock.json']

/** An isolate may not compile WebAssembly at run time, and Pyodide concludes that it cannot pause Python either. */
const PROBE = 'try{new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0]))}catch(e){canConstructWasm=false}'
const TRAMPOLINE = /return new WebAssembly\.Module\(hexStringToUTF8Array\("([0-9a-f]+)"\)\)/
const HEAP_MAX = 'getHeapMax=()=>4294901760'

/**
 * Puts what Python needs at run time into a folder that is served as assets: Pyodide, what runs in its isolate, and
 * `manifest.json`, which names them as modules. Throws where Pyodide is not the version that was looked at.
 */
export async function layPythonFiles(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of WHOLE) copyFileSync(join(pyodide, name), join(folder, name))
  const { text, trampoline } = patched(readFileSync(join(pyodide, 'pyodide.asm.mjs'), 'utf8'))
  writeFileSync(join(folder, 'pyodide.asm.mjs'), text)
  writeFileSync(join(folder, 'trampoline.wasm'), trampoline)
  writeFileSync(join(folder, 'runtime.json'), JSON.stringify(runtimeSources()))
  for (const [name, code] of Object.entries(await kernelModules())) writeFileSync(join(folder, name), code)
  const files = readdirSync(folder).sort()
  const hash = createHash('sha256')
  for (const name of files) hash.update(name).update(readFileSync(join(folder, name)))
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ build: hash.digest('hex').slice(0, 16), modules: Object.fromEntries(files.map(moduleOf)) }),
  )
}

function patched(text: string): { text: string; trampoline: Uint8Array } {
  const bytes = TRAMPOLINE.exec(text)?.[1]
  if (!bytes || !text.includes(PROBE) || !text.includes(HEAP_MAX)) {
    throw new Error('This is another Pyodide than scripts/python-files.ts knows. See what changed in pyodide.asm.mjs.')
  }
  return {
    text: text
      .replace(PROBE, '')
      .replace(TRAMPOLINE, 'return globalThis.okcvmTrampoline')
      .replace(HEAP_MAX, 'getHeapMax=()=>globalThis.okcvmHeapMax'),
    trampoline: Buffer.from(bytes, 'hex'),
  }
}

function runtimeSources(): Record<string, string> {
  const folder = join(python, 'runtime')
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** Each file by itself: they are few, and an isolate reads modules as well as a bundle. */
async function kernelModules(): Promise<Record<string, string>> {
  const folder = join(python, 'kernel')
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  const modules = names.map(async (name) => {
    const path = join(folder, name)
    const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path, { tsconfig: false, target: 'esnext' })
    return [name.replace(/\.ts$/, '.js'), code.replace(/((?:from|import) ["']\.\/[\w-]+)(["'])/g, '$1.js$2')] as const
  })
  return Object.fromEntries(await Promise.all(modules))
}

/** A file's name as a module, and how the loader takes it. */
function moduleOf(file: string): [string, { file: string; kind: string }] {
  const kinds: Record<string, string> = { js: 'js', mjs: 'js', wasm: 'wasm', json: 'json' }
  const kind = kinds[file.split('.').at(-1) ?? ''] ?? 'data'
  const name = file === 'pyodide.mjs' ? 'pyodide' : file.endsWith('.js') ? file : `pyodide/${file}`
  return [name, { file, kind }]
}
