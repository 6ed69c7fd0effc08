/**
 * Says arithmetic with substitutions in it, `$(( $(f 1) + 2 ))`, in another way: the interpreter runs such a substitution in
 * a shell that knows neither local variables nor arguments, and would give a wrong number without a word. First the
 * substitutions go into variables, then the rest is counted.
 */
export function hoistSubstitutions(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    hoistSubstitutions(inner)
    const instead = inNewWords(inner)
    if (instead) Reflect.set(value, key, instead)
  }
}

function inNewWords(node: unknown): object | undefined {
  if (!isArithmetic(node)) return undefined
  const commands = [...new Set(substitutionsIn(node.expression.expression))]
  let rest = node.expression.originalText
  if (commands.length === 0 || rest === undefined) return undefined
  let before = ''
  for (const [at, command] of commands.entries()) {
    if (!rest.includes(`$(${command})`)) return undefined
    before += `${VARIABLE}${at}=$(${command}); `
    rest = rest.replaceAll(`$(${command})`, `${VARIABLE}${at}`)
  }
  return node.type === 'ArithmeticCommand'
    ? evaluating(`${before}((${rest}))`)
    : {
        type: 'CommandSubstitution',
        legacy: false,
        body: { type: 'Script', statements: [statementOf(evaluating(`${before}echo $((${rest}))`))] },
      }
}

const VARIABLE = '__okcvm_'

interface Arithmetic {
  type: 'ArithmeticExpansion' | 'ArithmeticCommand'
  expression: { expression: unknown; originalText?: string }
}

function isArithmetic(node: unknown): node is Arithmetic {
  if (typeof node !== 'object' || node === null || !('type' in node) || !('expression' in node)) return false
  return node.type === 'ArithmeticExpansion' || node.type === 'ArithmeticCommand'
}

function substitutionsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  if ('type' in node && node.type === 'ArithCommandSubst' && 'command' in node) return [String(node.command)]
  return Object.values(node).flatMap(substitutionsIn)
}

function evaluating(script: string) {
  const word = (part: object) => ({ type: 'Word', parts: [part] })
  return {
    type: 'SimpleCommand',
    name: word({ type: 'Literal', value: 'eval' }),
    args: [word({ type: 'SingleQuoted', value: script })],
    assignments: [],
    redirections: [],
  }
}

function statementOf(command: object) {
  const pipeline = { type: 'Pipeline', commands: [command], negated: false }
  return { type: 'Statement', pipelines: [pipeline], operators: [], background: false }
}
