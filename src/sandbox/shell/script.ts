import type { Bash } from 'just-bash/browser'
import { hoistSubstitutions } from './arithmetic'

type Plugin = Parameters<Bash['registerTransformPlugin']>[0]
type Script = ReturnType<Plugin['transform']>['ast']
type Statement = Script['statements'][number]
type Command = Statement['pipelines'][number]['commands'][number]
type Group = Extract<Command, { type: 'Group' }>
type Loop = Extract<Command, { type: 'For' | 'While' | 'Until' | 'CStyleFor' }>

/** Our own commands inside a script; no person writes these names. */
export const PAUSE = '__okcvm_pause'
export const SCREEN = '/dev/okcvm-screen'

/** A parameter alone between double quotes, which the interpreter takes for unset under `set -u` whatever its default. */
function isQuotedDefault(value: object): value is { parts: unknown[] } {
  return (
    'type' in value &&
    value.type === 'DoubleQuoted' &&
    'parts' in value &&
    Array.isArray(value.parts) &&
    value.parts.length === 1
  )
}

/** Makes every loop and function give way to others, in the script itself and in scripts that it starts. */
export const givingWay: Plugin = {
  name: 'giving-way',
  transform({ ast }) {
    hoistSubstitutions(ast)
    addPauses(ast)
    return { ast }
  },
}

/**
 * Lets commands that start a shell of their own know the script's functions: `$(( $(f) ))`, `xargs`, `find -exec`. The
 * interpreter keeps them where a new shell begins; there is no other way in.
 */
export function sharingFunctions(bash: Bash): Plugin {
  const state: unknown = Reflect.get(bash, 'state')
  const functions: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'functions') : undefined
  return {
    name: 'sharing-functions',
    transform({ ast }) {
      if (functions instanceof Map) shareFunctions(ast, functions)
      return { ast }
    },
  }
}

function shareFunctions(value: unknown, functions: Map<unknown, unknown>): void {
  if (typeof value !== 'object' || value === null) return
  for (const inner of Object.values(value)) shareFunctions(inner, functions)
  if (isFunction(value)) functions.set(value.name, value)
}

/**
 * Sends what each part of the first script prints to the screen as soon as the part is over, both streams in their order.
 * Scripts that look at their own plumbing run as they are, and print at their end.
 */
export function printing(source: string): Plugin {
  let isOuter = !LOOKS_AT_PLUMBING.test(source)
  return {
    name: 'printing',
    transform({ ast }) {
      if (!isOuter) return { ast }
      isOuter = false
      return { ast: { ...ast, statements: ast.statements.map(toScreen) } }
    },
  }
}

/** A redirection around a part hides its PIPESTATUS, undoes an `exec >file`, and softens `set -u`. */
const LOOKS_AT_PLUMBING = /\bexec\b|PIPESTATUS|nounset|\bset\s+-\w*u|\$\{\w+:?\?|\/dev\/std/

function toScreen(statement: Statement): Statement {
  const loop = onlyLoop(statement)
  if (loop) loop.body = loop.body.map(toScreen)
  if (loop || statement.background || statement.deferredError || isJump(statement)) return statement
  const group: Group = {
    type: 'Group',
    body: [statement],
    redirections: [
      { type: 'Redirection', fd: 1, operator: '>>', target: word(SCREEN) },
      { type: 'Redirection', fd: 2, operator: '>&', target: word('1') },
    ],
  }
  return { ...statement, pipelines: [pipelineOf(group)], operators: [], background: false }
}

/** A loop that stands alone prints with every turn. */
function onlyLoop({ pipelines, background }: Statement): Loop | undefined {
  const [pipeline] = pipelines
  if (!pipeline || pipelines.length > 1 || background || pipeline.negated || pipeline.timed) return undefined
  const [command] = pipeline.commands
  if (!command || pipeline.commands.length > 1 || !isLoop(command) || command.redirections.length > 0) return undefined
  return command
}

/** `break`, `return` and their like act on what surrounds them, and print nothing. */
function isJump({ pipelines }: Statement): boolean {
  return pipelines.some(({ commands }) => commands.some((command) => JUMPS.has(nameOf(command))))
}

const JUMPS = new Set(['break', 'continue', 'return', 'exit', 'shift', 'set', 'cd', 'export', 'local', PAUSE])

function nameOf(command: Command): string {
  if (command.type !== 'SimpleCommand') return ''
  const [part, ...more] = command.name?.parts ?? []
  return part?.type === 'Literal' && more.length === 0 ? part.value : ''
}

/** Loops and functions stand anywhere: in branches, subshells, substitutions. */
function addPauses(value: unknown): void {
  if (Array.isArray(value)) for (const inner of value) addPauses(inner)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const inner of Object.values(value)) addPauses(inner)
  if (isQuotedDefault(value)) value.parts.unshift({ type: 'Literal', value: '' })
  if (isLoop(value)) value.body.unshift(pause)
  else if (isFunction(value)) value.body.body.unshift(pause)
}

function isLoop(node: object): node is Loop {
  return 'type' in node && ['For', 'While', 'Until', 'CStyleFor'].includes(String(node.type))
}

function isFunction(node: object): node is { name: string; body: Group } {
  if (!('type' in node) || node.type !== 'FunctionDef' || !('body' in node)) return false
  const { body } = node
  return typeof body === 'object' && body !== null && 'type' in body && body.type === 'Group'
}

function pipelineOf(command: Command): Statement['pipelines'][number] {
  return { type: 'Pipeline', commands: [command], negated: false }
}

function word(value: string) {
  return { type: 'Word' as const, parts: [{ type: 'Literal' as const, value }] }
}

const pause: Statement = {
  type: 'Statement',
  pipelines: [pipelineOf({ type: 'SimpleCommand', name: word(PAUSE), args: [], assignments: [], redirections: [] })],
  operators: [],
  background: false,
}
