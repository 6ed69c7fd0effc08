import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'

const here = import.meta.dirname

/** Bundles one of the bench's own Workers as wrangler would and answers its folder. */
export async function bundle(name: string): Promise<string> {
  const folder = join(here, 'dist', name)
  await build({
    entryPoints: [join(here, 'workers', `${name}.ts`)],
    outfile: join(folder, 'index.js'),
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'esm',
    target: 'esnext',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    plugins: [builtWorker, requiredBuiltins],
    logLevel: 'error',
  })
  return folder
}

const okcvm = join(here, 'dist/okcvm')

/** Keeps the project's Worker as it was built: whoever builds it anew meanwhile changes nothing for a run. */
export function keepBuild(): void {
  rmSync(okcvm, { recursive: true, force: true })
  cpSync(join(here, '../dist/worker'), okcvm, { recursive: true })
}

/** The kept build, or the same inside a Worker that counts what it writes. */
export async function okcvmFolder(counted: boolean): Promise<string> {
  if (!counted) return okcvm
  const folder = join(here, 'dist/okcvm-counted')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(okcvm, folder, { recursive: true })
  renameSync(join(folder, 'index.js'), join(folder, 'okcvm.js'))
  return bundle('okcvm-counted')
}

const builtWorker: Plugin = {
  name: 'built-worker',
  setup: ({ onResolve }) => onResolve({ filter: /^okcvm-worker$/ }, () => ({ path: './okcvm.js', external: true })),
}

/** CommonJS packages require Node's modules; workerd has them to import only. Wrangler does the same. */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(node:)?(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`)
    onResolve({ filter }, ({ path, kind }) => {
      const name = path.startsWith('node:') ? path : `node:${path}`
      return kind === 'require-call' ? { path: name, namespace: 'required-builtin' } : { path: name, external: true }
    })
    onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `import builtin from '${path}'\nmodule.exports = builtin`,
    }))
  },
}
