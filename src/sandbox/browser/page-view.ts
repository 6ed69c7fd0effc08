import { type Filled, isNumbered, MARK, type NumberedElement, type Reading } from './reading'

/** A screen is what a call shows of a page: about 1,500 tokens. */
const SCREEN_CHARS = 6000
const OPTIONS_SHOWN = 40
const VALUE_CHARS = 300

/** The first line of each screen; always at least one. */
export function screensOf(reading: Reading): number[] {
  const labels = labelLengths(reading)
  const starts = [0]
  let chars = 0
  for (const [at, line] of reading.lines.entries()) {
    const length = lengthOf(line, labels)
    if (chars > 0 && chars + length > SCREEN_CHARS) {
      starts.push(at)
      chars = 0
    }
    chars += length
  }
  return starts
}

/** The screen that shows a line, counted from 1. */
export function screenOf(starts: readonly number[], line: number): number {
  return Math.max(1, starts.findLastIndex((start) => start <= line) + 1)
}

/** The lines of one screen, each element drawn as it is filled in. */
export function drawScreen(reading: Reading, filled: Filled, starts: readonly number[], screen: number): string {
  return drawLines(reading, filled)
    .slice(starts[screen - 1], starts[screen])
    .join('\n')
    .trim()
}

export function drawLines({ lines, elements }: Reading, filled: Filled): string[] {
  const byNumber = new Map(elements.filter(isNumbered).map((element) => [String(element.number), element]))
  return lines.map((line) =>
    line
      .split(MARK)
      .map((part, at) => {
        const element = at % 2 === 1 ? byNumber.get(part) : undefined
        return element ? draw(element, filled[part]) : part
      })
      .join(''),
  )
}

/** `[7 field: Email = "ada@example.com"]` */
export function draw(element: NumberedElement, filled: Filled[string] | undefined): string {
  const { number, label } = element
  switch (element.kind) {
    case 'link':
      return `[${number} ${label}]`
    case 'button':
      return `[${number} button: ${label}]`
    case 'check':
      return `[${number} ${element.type}, ${(filled ?? element.on) ? 'on' : 'off'}: ${label}]`
    case 'field':
      return `[${number} ${nameOfField(element.type)}: ${label} = ${valueOfField(element, filled)}]`
    case 'select': {
      const chosen = Array.isArray(filled) ? filled : undefined
      const isOn = (option: { value: string; on: boolean }) => (chosen ? chosen.includes(option.value) : option.on)
      const on = element.options.filter(isOn).map((option) => quoted(option.label))
      return `[${number} select: ${label} = ${on.join(', ') || 'nothing'}; options: ${optionsOf(element.options)}]`
    }
  }
}

function nameOfField(type: string): string {
  if (type === 'textarea') return 'text area'
  return type === 'text' || type === '' ? 'field' : `${type} field`
}

function valueOfField({ type, value }: { type: string; value: string }, filled: Filled[string] | undefined): string {
  const text = typeof filled === 'string' ? filled : value
  // What is secret on a screen stays so in a transcript.
  if (type === 'password') return text === '' ? '""' : '(filled)'
  return quoted(text)
}

function optionsOf(options: readonly { label: string }[]): string {
  const shown = options.slice(0, OPTIONS_SHOWN).map(({ label }) => quoted(label))
  const more = options.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function quoted(text: string): string {
  return JSON.stringify(text.length > VALUE_CHARS ? `${text.slice(0, VALUE_CHARS)}…` : text)
}

/** Without what was filled in: screens must not move while a form is filled. */
function labelLengths({ elements }: Reading): Map<string, number> {
  return new Map(
    elements.filter(isNumbered).map((element) => [String(element.number), draw(element, undefined).length]),
  )
}

function lengthOf(line: string, labels: ReadonlyMap<string, number>): number {
  if (!line.includes(MARK)) return line.length + 1
  return line.split(MARK).reduce((sum, part, at) => sum + (at % 2 === 1 ? (labels.get(part) ?? 0) : part.length), 1)
}
