import { ToolError } from '../../agent/tool'
import type { ElementOf, Filled, NumberedElement, Reading } from './reading'

const CONTENT_MAX_CHARS = 20_000
/** All that is filled in on one page is one row. */
const FILLED_MAX_CHARS = 60_000

const ON = /^(?:on|true|yes|1|checked|check)$/i
const OFF = /^(?:off|false|no|0|unchecked|uncheck|)$/i

/** What a page has filled in once this content is in this element. Throws ToolError where it takes none. */
export function fill(reading: Reading, filled: Filled, element: NumberedElement, content: string): Filled {
  if (content.length > CONTENT_MAX_CHARS) {
    throw new ToolError(`A field takes at most ${CONTENT_MAX_CHARS} characters here. Shorten the content.`)
  }
  const next = { ...filled, ...changeFor(reading, element, content) }
  if (JSON.stringify(next).length <= FILLED_MAX_CHARS) return next
  throw new ToolError('The fields of this page hold too much together. Submit what is there, or shorten it.')
}

/** A checkbox turns over; a radio button turns on, and the others of its group off. */
export function toggle(reading: Reading, filled: Filled, element: ElementOf<'check'>): Filled {
  return { ...filled, ...changeOfCheck(reading, element, element.type === 'radio' || !isOn(element, filled)) }
}

function changeFor(reading: Reading, element: NumberedElement, content: string): Filled {
  switch (element.kind) {
    case 'field':
      return { [element.number]: element.type === 'textarea' ? content : content.replace(/[\r\n]+/g, ' ').trimEnd() }
    case 'select':
      return { [element.number]: chosen(element, content) }
    case 'check':
      if (ON.test(content.trim())) return changeOfCheck(reading, element, true)
      if (OFF.test(content.trim())) return changeOfCheck(reading, element, false)
      throw new ToolError(`[${element.number}] is a ${element.type}: give "on" or "off".`)
    default:
      throw new ToolError(`[${element.number}] is a ${element.kind}, which takes no text. Use browser_click for it.`)
  }
}

function changeOfCheck({ elements }: Reading, element: ElementOf<'check'>, on: boolean): Filled {
  if (element.type === 'checkbox' || !on) return { [element.number]: on }
  const group = elements.filter(
    (each) =>
      each.kind === 'check' && each.type === 'radio' && each.name === element.name && each.form === element.form,
  )
  return Object.fromEntries(group.flatMap((each) => (each.kind === 'check' ? [[each.number, each === element]] : [])))
}

function isOn(element: ElementOf<'check'>, filled: Filled): boolean {
  const now = filled[element.number]
  return typeof now === 'boolean' ? now : element.on
}

/** Values by label or value, first word for word, then without regard to case; several on lines of their own. */
function chosen({ number, options, multiple }: ElementOf<'select'>, content: string): string[] {
  const wanted = multiple
    ? content
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : [content.trim()]
  return wanted.map((wish) => {
    const alike = (text: string) => text.trim().toLowerCase() === wish.toLowerCase()
    const option =
      options.find(({ label, value }) => label === wish || value === wish) ??
      options.find(({ label, value }) => alike(label) || alike(value))
    if (option) return option.value
    const some = options.slice(0, 20).map(({ label }) => `"${label}"`)
    throw new ToolError(`[${number}] has no option "${wish.slice(0, 100)}". It has ${some.join(', ')}.`)
  })
}
