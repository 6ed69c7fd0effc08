import type { Plugin } from 'vitest/config'

const LATE_IMPORT = /\bawait import\('(\.[^']+)'\)/g

/**
 * Makes imports in mid-work imports at the beginning, as in the built Worker, where all lies in one file. The test runner
 * fetches what is imported late, and objects that ask at once share the wait: workerd lets the others go on in the
 * object that asked first, or never if that one dies.
 */
export function earlyImports(folder: string): Plugin {
  return {
    name: 'early-imports',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(folder)) return undefined
      const paths = [...new Set([...code.matchAll(LATE_IMPORT)].map(([, path]) => path ?? ''))]
      if (paths.length === 0) return undefined
      const imports = paths.map((path, at) => `import * as early${at} from '${path}';`).join('')
      return { code: imports + code.replace(LATE_IMPORT, (_, path) => `await early${paths.indexOf(path)}`), map: null }
    },
  }
}
