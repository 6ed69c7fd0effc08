import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from './program.ts'

interface Product {
  name: string
  folder: string
  /** A change in any of these makes a new build necessary. */
  sources: string[]
  program: string
  args: string[]
}

const shared = ['package-lock.json', 'tsconfig.base.json']

const products: readonly Product[] = [
  {
    name: 'console',
    folder: 'console/dist',
    sources: [
      'console/*.*',
      'console/src/**/*',
      'console/public/**/*',
      'src/wire/**/*',
      'src/sandbox/python/**/*',
      'src/sandbox/pdf/reader/**/*',
      'scripts/*-files.ts',
      'scripts/isolate-folder.ts',
      ...shared,
    ],
    program: 'vite/bin/vite.js',
    args: ['build', 'console', '--logLevel', 'warn'],
  },
  {
    name: 'Worker',
    folder: 'dist/worker',
    sources: ['src/**/*', 'wrangler.toml', 'tsconfig.json', ...shared],
    program: 'wrangler/bin/wrangler.js',
    args: ['deploy', '--dry-run', '--outdir', 'dist/worker'],
  },
]

/** Builds the console and the Worker where their sources changed since the last build. Throws with the tool's output. */
export async function build(signal?: AbortSignal): Promise<void> {
  for (const product of products) {
    const hash = hashOf(product.sources)
    const stamp = join(root, 'dist', `${product.name}.sha256`)
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(join(root, product.folder))) continue
    console.log(`Building the ${product.name} …`)
    // A build that fails half-way must not pass for the one before it.
    rmSync(stamp, { force: true })
    const { code, output } = await runNode(product.program, product.args, { signal })
    if (code !== 0) throw new Error(`The ${product.name} could not be built:\n${output}`)
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(stamp, hash)
  }
}

function hashOf(sources: string[]): string {
  const hash = createHash('sha256')
  for (const path of globSync(sources, { cwd: root }).sort()) {
    if (statSync(join(root, path)).isDirectory()) continue
    hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}
