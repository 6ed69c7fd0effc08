import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { emptyFolder, layModules, root, writeManifest } from './isolate-folder.ts'

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
  emptyFolder(folder)
  for (const name of WHOLE) copyFileSync(join(pyodide, name), join(folder, name))
  const { text, trampoline } = patched(readFileSync(join(pyodide, 'pyodide.asm.mjs'), 'utf8'))
  writeFileSync(join(folder, 'pyodide.asm.mjs'), text)
  writeFileSync(join(folder, 'trampoline.wasm'), trampoline)
  writeFileSync(join(folder, 'runtime.json'), JSON.stringify(runtimeSources()))
  await layModules(join(python, 'kernel'), folder)
  writeManifest(folder, moduleName)
}

function moduleName(file: string): string {
  if (file === 'pyodide.mjs') return 'pyodide'
  return file.endsWith('.js') ? file : `pyodide/${file}`
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
