import type { HtmlNode } from './html-tree'
import { shortened, textOf } from './node-text'
import type { ElementOf } from './reading'
import { resolve, type Survey } from './survey'

const LABEL_CHARS = 200
const OPTIONS_MAX = 500

/** What one control is, before it has a number. */
export type Control =
  | Omit<ElementOf<'button'>, 'number'>
  | Omit<ElementOf<'field'>, 'number'>
  | Omit<ElementOf<'check'>, 'number'>
  | Omit<ElementOf<'select'>, 'number'>
  | ElementOf<'file'>
  | ElementOf<'hidden'>

export interface Place {
  survey: Survey
  /** The form around it. */
  form: number | null
  /** The words of the label around it. */
  label: string
}

/** An input, select, textarea or button as what it does in its form (html.spec.whatwg.org, 4.10). */
export function controlFrom(node: HtmlNode, place: Place): Control {
  const { attributes } = node
  const form = formOf(node, place)
  const name = attributes.get('name') ?? ''
  const label = labelOf(node, place)
  if (node.tag === 'select') return { kind: 'select', label, form, name, ...choicesOf(node) }
  if (node.tag === 'textarea') return { kind: 'field', label, type: 'textarea', form, name, value: valueOfArea(node) }
  const type = attributes.get('type')?.trim().toLowerCase() ?? (node.tag === 'button' ? 'submit' : 'text')
  const value = attributes.get('value') ?? ''
  if (node.tag === 'button' || BUTTON_TYPES.has(type))
    return buttonFrom(node, { type, form, name, value, survey: place.survey })
  if (type === 'hidden') return { kind: 'hidden', form, name, value }
  if (type === 'file') return { kind: 'file', form, name }
  if (type === 'checkbox' || type === 'radio') {
    const on = attributes.has('checked')
    return { kind: 'check', type, label, form, name, value: attributes.get('value') ?? 'on', on }
  }
  return { kind: 'field', label, type, form, name, value }
}

/** What an unseen control still sends with its form; nothing where it would send nothing. */
export function asHidden(control: Control): ElementOf<'hidden'>[] {
  const { form, name } = control
  const values = () => {
    switch (control.kind) {
      case 'hidden':
      case 'field':
        return [control.value]
      case 'check':
        return control.on ? [control.value] : []
      case 'select':
        return control.options.filter(({ on }) => on).map(({ value }) => value)
      default:
        return []
    }
  }
  return values().map((value) => ({ kind: 'hidden', form, name, value }))
}

const BUTTON_TYPES = new Set(['submit', 'image', 'reset', 'button'])

interface ButtonPlace {
  type: string
  form: number | null
  name: string
  value: string
  survey: Survey
}

function buttonFrom(node: HtmlNode, { type, form, name, value, survey }: ButtonPlace): Control {
  const { attributes, tag } = node
  const does = type === 'reset' ? 'reset' : type === 'button' || form === null ? 'script' : 'submit'
  const shown = tag === 'button' ? textOf(node, LABEL_CHARS) : type === 'image' ? (attributes.get('alt') ?? '') : value
  const label = shown || named(node) || (does === 'reset' ? 'Reset' : 'Submit')
  const action = attributes.get('formaction')
  const method = attributes.get('formmethod')?.toLowerCase()
  return {
    kind: 'button',
    label: shortened(label, LABEL_CHARS),
    does,
    form,
    name,
    value,
    ...(action === undefined ? {} : { action: resolve(action, survey.base) ?? survey.url.href }),
    ...(method === 'get' || method === 'post' ? { method } : {}),
  }
}

function formOf({ attributes }: HtmlNode, { survey, form }: Place): number | null {
  const id = attributes.get('form')
  return id === undefined ? form : (survey.formById.get(id) ?? null)
}

function labelOf(node: HtmlNode, { survey, label }: Place): string {
  const id = node.attributes.get('id')
  const said = (id !== undefined && survey.labels.get(id)) || label || named(node)
  return shortened(said || node.attributes.get('name') || '', LABEL_CHARS)
}

function named({ attributes }: HtmlNode): string {
  return attributes.get('aria-label') || attributes.get('placeholder') || attributes.get('title') || ''
}

/** A newline right after the start tag is no part of the value. */
function valueOfArea({ children }: HtmlNode): string {
  return children
    .filter((child) => typeof child === 'string')
    .join('')
    .replace(/^\r?\n/, '')
}

function choicesOf(node: HtmlNode): Pick<ElementOf<'select'>, 'multiple' | 'options'> {
  const multiple = node.attributes.has('multiple')
  const options = optionsIn(node, '').slice(0, OPTIONS_MAX)
  if (multiple) return { multiple, options }
  // One is chosen always: the last that the page marks, or else the first.
  const chosen = Math.max(
    0,
    options.findLastIndex(({ on }) => on),
  )
  return { multiple, options: options.map((option, at) => ({ ...option, on: at === chosen })) }
}

function optionsIn(node: HtmlNode, group: string): { label: string; value: string; on: boolean }[] {
  return node.children.flatMap((child) => {
    if (typeof child === 'string') return []
    const { tag, attributes } = child
    if (tag === 'optgroup') return optionsIn(child, `${attributes.get('label') ?? ''}: `)
    if (tag !== 'option' || attributes.has('disabled')) return []
    const text = textOf(child, LABEL_CHARS)
    const label = group + (attributes.get('label') || text)
    return [{ label, value: attributes.get('value') ?? text, on: attributes.has('selected') }]
  })
}

/** Whether it is a control of a form at all. */
export function isControl({ tag }: HtmlNode): boolean {
  return tag === 'input' || tag === 'select' || tag === 'textarea' || tag === 'button'
}
