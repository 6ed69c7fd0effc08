import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

export const root: string = fileURLToPath(new URL('../../..', import.meta.url))

/** Our own source files below these folders, by their path from the root. */
export function sourceFiles(...folders: string[]): string[] {
  const found = folders.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mjs,css}`, { cwd: root }))
  return found.filter((path) => !/(^|\/)(dist|node_modules)\//.test(path)).sort()
}

export function textOf(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8')
}

export interface Import {
  from: string
  /** As it is written: `./wire/errors`, `hono/factory`. */
  target: string
  typeOnly: boolean
  dynamic: boolean
}

/** Every import of a file: static, `export … from`, dynamic, and `import('…')` in a type. */
export function importsOf(path: string): Import[] {
  const { program, errors } = parseSync(path, textOf(path))
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const found: Import[] = []
  visit(program, (node) => {
    const target = targetOf(node)
    if (target === undefined) return
    const typeOnly =
      node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type' || hasOnlyTypes(node)
    found.push({ from: path, target, typeOnly, dynamic: node.type === 'ImportExpression' })
  })
  return found
}

/** The names of what a file calls or constructs, where it stands alone: `fetch(…)`, not `egress.fetch(…)`. */
export function callsOf(path: string): string[] {
  const found: string[] = []
  visit(parseSync(path, textOf(path)).program, ({ type, callee }) => {
    const isCall = type === 'CallExpression' || type === 'NewExpression'
    if (isCall && isNode(callee) && callee.type === 'Identifier') found.push(String(callee.name))
  })
  return found
}

type Node = Record<string, unknown>

const IMPORTS = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]

function targetOf(node: Node): string | undefined {
  if (!IMPORTS.includes(String(node.type)) || !isNode(node.source)) return undefined
  const { value } = node.source
  if (typeof value === 'string') return value
  throw new Error('An import that is computed at run time escapes the import rule: write its target as plain text.')
}

function hasOnlyTypes(node: Node): boolean {
  const { specifiers } = node
  return Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type')
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (!isNode(value)) return
  if (!Array.isArray(value)) see(value)
  for (const child of Object.values(value)) visit(child, see)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null
}
