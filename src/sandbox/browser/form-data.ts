import { ToolError } from '../../agent/tool'
import type { ElementOf, Filled, PageElement, Reading } from './reading'

export interface Submission {
  url: URL
  method: 'GET' | 'POST'
  body: URLSearchParams | FormData | null
}

/**
 * The request that a form makes (html.spec.whatwg.org, 4.10.22). `by`: the button that was used; undefined: Enter, which
 * uses the form's first button. Throws ToolError where it needs a script.
 */
export function submissionOf(
  reading: Reading,
  filled: Filled,
  index: number,
  by: ElementOf<'button'> | undefined,
): Submission {
  const form = reading.forms[index]
  const button = by ?? reading.elements.find((each) => isSubmit(each, index))
  const used = button?.kind === 'button' ? button : undefined
  const url = URL.parse(used?.action ?? form?.action ?? '')
  const method = used?.method ?? form?.method
  if (!url || !/^https?:$/.test(url.protocol) || method === 'dialog') {
    throw new ToolError('This form is handled by JavaScript, which this browser does not run. Look for another way.')
  }
  const entries = reading.elements
    .filter((each) => 'form' in each && each.form === index)
    .flatMap((each) => entriesOf(each, filled, used))
  if (method !== 'post') {
    url.search = urlencoded(entries).toString()
    return { url, method: 'GET', body: null }
  }
  return { url, method: 'POST', body: form?.encoding === 'multipart' ? multipart(entries) : urlencoded(entries) }
}

type Entry = { name: string; value: string | File }

function isSubmit(element: PageElement, form: number): boolean {
  return element.kind === 'button' && element.does === 'submit' && element.form === form
}

function entriesOf(element: PageElement, filled: Filled, button: PageElement | undefined): Entry[] {
  if (element.kind === 'link' || element.name === '') return []
  const { name } = element
  // A file field that nobody filled sends an empty file.
  if (element.kind === 'file') return [{ name, value: new File([], '') }]
  return valuesOf(element, filled, button).map((value) => ({ name, value: value.replace(/\r\n?|\n/g, '\r\n') }))
}

function valuesOf(
  element: Exclude<PageElement, ElementOf<'link' | 'file'>>,
  filled: Filled,
  button: PageElement | undefined,
): string[] {
  if (element.kind === 'hidden') return [element.value]
  if (element.kind === 'button') return element === button ? [element.value] : []
  const now = filled[element.number]
  if (element.kind === 'field') return [typeof now === 'string' ? now : element.value]
  if (element.kind === 'check') return (typeof now === 'boolean' ? now : element.on) ? [element.value] : []
  return Array.isArray(now) ? now : element.options.filter(({ on }) => on).map(({ value }) => value)
}

function urlencoded(entries: readonly Entry[]): URLSearchParams {
  return new URLSearchParams(entries.map(({ name, value }) => [name, typeof value === 'string' ? value : value.name]))
}

function multipart(entries: readonly Entry[]): FormData {
  const data = new FormData()
  for (const { name, value } of entries) data.append(name, value)
  return data
}
