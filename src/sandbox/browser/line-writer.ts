import { MARK, markOf } from './reading'

/** Longer lines are broken, so that a screen can end anywhere. */
const LINE_MAX_CHARS = 1000

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** Text of a page without what a terminal, or our own marks, would take for a sign. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '')
}

/** Lays running text out in lines, as a page without pictures would read. */
export class LineWriter {
  readonly lines: string[] = []
  readonly #prefixes: string[] = []
  #line = ''
  #bullet = ''
  #wantsGap = false
  #chars = 0

  /** Of all lines that are done. */
  get chars(): number {
    return this.#chars
  }

  /** White space of any length is one blank. */
  text(text: string): void {
    const blank = this.#line === '' || this.#line.endsWith(' ')
    const words = withoutControls(text.replace(/\s+/g, ' '))
    this.#line += blank && words.startsWith(' ') ? words.slice(1) : words
  }

  mark(element: number): void {
    this.#line += markOf(element)
  }

  /** What another writer has laid out, marks and all. */
  laidOut(text: string): void {
    this.#line += text
  }

  /** Text whose blanks and lines count. */
  verbatim(text: string): void {
    const [first = '', ...rest] = withoutControls(text.replace(/\r\n?/g, '\n')).split('\n')
    this.#line += first
    for (const line of rest) {
      this.#push(this.#line.trimEnd())
      this.#line = line
    }
  }

  /** What follows stands on a new line. */
  break(): void {
    const line = this.#line.trimEnd()
    this.#line = ''
    if (line !== '') this.#push(line)
  }

  /** What follows stands on a new line after an empty one. */
  gap(): void {
    this.break()
    this.#wantsGap = this.lines.length > 0
  }

  /** Every line until `outdent` begins so. */
  indent(prefix: string): void {
    this.break()
    this.#prefixes.push(prefix)
  }

  outdent(): void {
    this.break()
    this.#prefixes.pop()
    this.#bullet = ''
  }

  /** The next line begins so, once. */
  bullet(bullet: string): void {
    this.break()
    this.#bullet = bullet
  }

  #push(line: string): void {
    if (this.#wantsGap)
      this.#add(
        this.#prefixes
          .filter((prefix) => prefix.trim() !== '')
          .join('')
          .trimEnd(),
      )
    this.#wantsGap = false
    for (const piece of pieces(line)) {
      const prefix = this.#prefixes.join('')
      this.#add(`${this.#bullet === '' ? prefix : prefix.slice(0, -this.#bullet.length) + this.#bullet}${piece}`)
      this.#bullet = ''
    }
  }

  #add(line: string): void {
    this.lines.push(line)
    this.#chars += line.length + 1
  }
}

/** Broken at blanks where there are some, and never inside of a mark. */
function pieces(line: string): string[] {
  const found: string[] = []
  let rest = line
  while (rest.length > LINE_MAX_CHARS) {
    const blank = rest.lastIndexOf(' ', LINE_MAX_CHARS)
    const end = blank > LINE_MAX_CHARS / 2 ? blank + 1 : outsideOfMarks(rest, LINE_MAX_CHARS)
    found.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end)
  }
  return [...found, rest]
}

function outsideOfMarks(line: string, end: number): number {
  const before = line.slice(0, end)
  const marks = before.split(MARK).length - 1
  const at = marks % 2 === 1 ? before.lastIndexOf(MARK) : end
  // Half of a surrogate pair is no character.
  return /[\ud800-\udbff]/.test(line[at - 1] ?? '') ? at - 1 : at
}
