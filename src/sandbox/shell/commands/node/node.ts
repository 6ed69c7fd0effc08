import type { Command } from 'just-bash/browser'
import { latin1Of } from '../../disk/encoding'
import type { Tree } from '../../disk/tree'
import type { Ending } from '../../ending'
import { decode, Failure, type Output, program, type Run } from '../program'
import { ScriptFiles } from './files'
import { Script } from './script'

export const NODE_VERSION = 'v22.0.0'

interface Wish {
  source: string
  kind: 'print' | 'script' | 'module'
  /** As process.argv has it, after the program's own path. */
  words: string[]
  /** Where the script lies. */
  folder: string
}

/** JavaScript by an interpreter: `node -e`, `node -p`, `node file.js`, or a script on its input. */
export function node(tree: Tree, ending: Ending): Command {
  return program('node', async (run): Promise<Output> => {
    const wish = await wishOf(run)
    if (typeof wish === 'string') return { out: `${wish}\n` }
    const stdin = latin1Of(run.input)
    const files = new ScriptFiles(tree, (path) => run.path(path), stdin)
    await files.fetch(`${wish.source} ${wish.words.join(' ')}`)
    const script = new Script({
      files,
      ending,
      host: {
        argv: ['/usr/bin/node', ...wish.words],
        env: run.environment,
        cwd: run.context.cwd,
        folder: wish.folder,
        version: NODE_VERSION,
        startedAt: Date.now(),
        stdin,
      },
    })
    return script.run(wish.source, wish.kind)
  })
}

async function wishOf(run: Run): Promise<Wish | string> {
  const args = [...run.args]
  const here = { folder: run.context.cwd }
  let kind: Wish['kind'] = 'script'
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '-v' || arg === '--version') return NODE_VERSION
    if (arg === '--input-type=module') kind = 'module'
    else if (/^-(?:e|-eval|p|-print|pe)$/.test(arg)) {
      const source = args.shift()
      if (source === undefined) throw new Failure(`${arg} requires an argument`, 9)
      return { ...here, source, kind: arg.includes('p') ? 'print' : kind, words: args.filter((word) => word !== '--') }
    } else if (arg.startsWith('--eval=')) return { ...here, source: arg.slice(7), kind, words: args }
    else if (arg === '--check' || arg === '-c') continue
    else if (arg === '-') return { ...here, source: decode(run.input), kind, words: ['-', ...args] }
    else if (!arg.startsWith('-')) return fileOf(run, arg, args)
  }
  return { ...here, source: run.inputText, kind, words: [] }
}

async function fileOf(run: Run, name: string, args: string[]): Promise<Wish> {
  const candidates = [name, `${name}.js`, `${name}/index.js`]
  for (const candidate of candidates) {
    const path = run.path(candidate)
    if (!(await run.context.fs.exists(path)) || (await run.context.fs.stat(path)).isDirectory) continue
    const source = (await run.readText(candidate)).replace(/^#!.*/, '')
    const isModule =
      candidate.endsWith('.mjs') ||
      (!candidate.endsWith('.cjs') && /^\s*(?:import\s[^(]|import\s*\{|export\s)/m.test(source))
    return {
      source,
      kind: isModule ? 'module' : 'script',
      words: [path, ...args],
      folder: path.replace(/\/[^/]*$/, '') || '/',
    }
  }
  throw new Failure(`Cannot find module '${run.path(name)}'`)
}
