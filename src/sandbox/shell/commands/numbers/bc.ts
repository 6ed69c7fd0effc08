import { parseOptions } from '../options'
import { Failure, type Output, program } from '../program'
import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  multiply,
  negate,
  power,
  remainder,
  show,
  squareRoot,
  toScale,
  whole,
} from './decimal'

/** Digits after the point with -l, as POSIX has them. */
const LIBRARY_SCALE = 20

/** The calculator: expressions, variables and its functions; its statements for programming are left to awk and node. */
export const bc = program('bc', async (run): Promise<Output> => {
  const options = parseOptions(run.args, { flags: ['l', 'q', 's', 'w', 'mathlib', 'quiet'] })
  const library = options.has('l', 'mathlib')
  let source = ''
  for (const name of options.words) source += `${await run.readText(name)}\n`
  const calculator = new Calculator(library ? LIBRARY_SCALE : 0)
  return calculator.run(source + run.inputText)
})

type Token = string

class Calculator {
  readonly #variables = new Map<string, Decimal>()
  #tokens: Token[] = []
  #last: Decimal = whole(0)

  constructor(scale: number) {
    this.#variables.set('scale', whole(scale))
  }

  run(source: string): Output {
    let [out, err] = ['', '']
    const statements = source
      .replace(/\/\*[\s\S]*?\*\/|#.*/g, '')
      .replace(/\\\n/g, '')
      .split(/[;\n]/)
    for (const statement of statements.map((each) => each.trim()).filter((each) => each !== '')) {
      if (statement === 'quit' || statement === 'halt') break
      try {
        out += this.#statement(statement)
      } catch (error) {
        if (error instanceof Failure) return { out, err: `bc: ${error.message}\n`, code: 1 }
        err += `Runtime error: ${error instanceof Error ? error.message : error}\n`
      }
    }
    return { out, err, code: 0 }
  }

  #statement(statement: string): string {
    const text = /^(?:print\s+)?"([^"]*)"$/.exec(statement)
    if (text) return (text[1] ?? '').replaceAll('\\n', '\n')
    this.#tokens = tokensOf(statement)
    const isAssignment = /^[a-z_]\w*\s*[-+*/%^]?=[^=]/.test(statement)
    const value = this.#expression()
    if (this.#tokens.length > 0)
      throw new Failure(`syntax error near '${this.#tokens[0]}': this bc knows expressions and assignments`)
    this.#last = value
    return isAssignment ? '' : `${this.#show(value)}\n`
  }

  get #scale(): number {
    return Number(toScale(this.#get('scale'), 0))
  }

  #get(name: string): Decimal {
    return this.#variables.get(name) ?? whole(0)
  }

  #show(value: Decimal): string {
    const base = Number(toScale(this.#variables.get('obase') ?? whole(10), 0))
    return base === 10 || base < 2 || base > 36 ? show(value) : toScale(value, 0).toString(base).toUpperCase()
  }

  #expression(): Decimal {
    return this.#binary(0)
  }

  /** Precedence climbs from `||` up to `*`; power and signs stand above. */
  #binary(level: number): Decimal {
    const operators = LEVELS[level]
    if (!operators) return this.#sign()
    let left = this.#binary(level + 1)
    while (operators.includes(this.#tokens[0] ?? '')) {
      const operator = this.#tokens.shift() ?? ''
      left = this.#apply(operator, left, this.#binary(level + 1))
    }
    return left
  }

  #apply(operator: string, a: Decimal, b: Decimal): Decimal {
    const truth = (is: boolean) => whole(is ? 1 : 0)
    const order = compare(a, b)
    switch (operator) {
      case '+':
        return add(a, b)
      case '-':
        return add(a, negate(b))
      case '*':
        return multiply(a, b, this.#scale)
      case '/':
        return divide(a, b, this.#scale)
      case '%':
        return remainder(a, b, this.#scale)
      case '==':
        return truth(order === 0)
      case '!=':
        return truth(order !== 0)
      case '<':
        return truth(order < 0)
      case '<=':
        return truth(order <= 0)
      case '>':
        return truth(order > 0)
      case '>=':
        return truth(order >= 0)
      case '&&':
        return truth(a.digits !== 0n && b.digits !== 0n)
      default:
        return truth(a.digits !== 0n || b.digits !== 0n)
    }
  }

  #sign(): Decimal {
    if (this.#tokens[0] === '-') {
      this.#tokens.shift()
      return negate(this.#sign())
    }
    if (this.#tokens[0] === '!') {
      this.#tokens.shift()
      return whole(this.#sign().digits === 0n ? 1 : 0)
    }
    const base = this.#operand()
    if (this.#tokens[0] !== '^') return base
    this.#tokens.shift()
    return power(base, this.#sign(), this.#scale)
  }

  #operand(): Decimal {
    const token = this.#tokens.shift() ?? ''
    if (/^[\d.]/.test(token)) return this.#number(token)
    if (token === '(') return this.#closed()
    if (!/^[a-z_]/.test(token))
      throw new Failure(token === '' ? 'syntax error: the line ends too early' : `syntax error near '${token}'`)
    if (this.#tokens[0] === '(') {
      this.#tokens.shift()
      return this.#call(token, this.#closed())
    }
    return this.#variable(token)
  }

  #number(token: string): Decimal {
    const base = Number(toScale(this.#variables.get('ibase') ?? whole(10), 0))
    return base === 10 ? decimal(token) : whole(Number.parseInt(token, base))
  }

  #closed(): Decimal {
    const value = this.#expression()
    if (this.#tokens.shift() !== ')') throw new Failure("syntax error: a ')' is missing")
    return value
  }

  #variable(name: string): Decimal {
    const operator = this.#tokens[0] ?? ''
    if (/^[-+*/%^]?=$/.test(operator)) {
      this.#tokens.shift()
      const right = this.#expression()
      const left = this.#get(name)
      const value =
        operator === '='
          ? right
          : operator === '^='
            ? power(left, right, this.#scale)
            : this.#apply(operator[0] ?? '', left, right)
      this.#variables.set(name, value)
      return value
    }
    if (operator === '++' || operator === '--') {
      this.#tokens.shift()
      const before = this.#get(name)
      this.#variables.set(name, add(before, whole(operator === '++' ? 1 : -1)))
      return before
    }
    return name === 'last' ? this.#last : this.#get(name)
  }

  #call(name: string, value: Decimal): Decimal {
    const scale = this.#scale
    if (name === 'sqrt') return squareRoot(value, scale)
    if (name === 'length') return whole(show(value).replace(/[-.]/g, '').length)
    if (name === 'scale') return whole(value.scale)
    const real = REAL_FUNCTIONS[name]
    if (!real) throw new Failure(`there is no function ${name}() here`)
    return { digits: toScale(decimal(real(Number(show(value))).toFixed(Math.min(20, scale))), scale), scale }
  }
}

const LEVELS = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']]

/** Of the library of -l, to about 15 digits. */
const REAL_FUNCTIONS: Record<string, (x: number) => number> = {
  s: Math.sin,
  c: Math.cos,
  a: Math.atan,
  l: Math.log,
  e: Math.exp,
}

function tokensOf(statement: string): Token[] {
  return statement.match(/\d+\.?\d*|\.\d+|[a-z_]\w*|\+\+|--|[-+*/%^=!<>]=|&&|\|\||\S/g) ?? []
}
