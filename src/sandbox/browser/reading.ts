import * as z from 'zod'

/** Of a page shown; counted from 1. Absent: it cannot be used. */
const number = z.number()
/** Where the element is in a drawn page's own list; the crawler has none. */
const node = z.number().optional()
/** Which of the page's forms it belongs to. */
const form = z.number().nullable()
const name = z.string()
const label = z.string()

const Option = z.object({ label, value: z.string(), on: z.boolean() })

export const PageElement = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('link'), number, node, label, href: z.string() }),
  z.object({
    kind: z.literal('button'),
    number,
    node,
    label,
    does: z.enum(['submit', 'reset', 'script']),
    form,
    name,
    value: z.string(),
    /** What the button says in place of its form. */
    action: z.string().optional(),
    method: z.enum(['get', 'post']).optional(),
  }),
  z.object({
    kind: z.literal('field'),
    number,
    node,
    label,
    /** As HTML's `type`, and `textarea`. */
    type: z.string(),
    form,
    name,
    value: z.string(),
  }),
  z.object({
    kind: z.literal('check'),
    number,
    node,
    label,
    type: z.enum(['checkbox', 'radio']),
    form,
    name,
    value: z.string(),
    on: z.boolean(),
  }),
  z.object({
    kind: z.literal('select'),
    number,
    node,
    label,
    form,
    name,
    multiple: z.boolean(),
    options: z.array(Option),
  }),
  z.object({ kind: z.literal('file'), form, name }),
  z.object({ kind: z.literal('hidden'), form, name, value: z.string() }),
])
export type PageElement = z.infer<typeof PageElement>
export type ElementOf<K extends PageElement['kind']> = Extract<PageElement, { kind: K }>
/** An element that a call can name. */
export type NumberedElement = Extract<PageElement, { number: number }>

export const PageForm = z.object({
  action: z.string(),
  method: z.enum(['get', 'post', 'dialog']),
  encoding: z.enum(['urlencoded', 'multipart']),
})
export type PageForm = z.infer<typeof PageForm>

/**
 * What a page holds for somebody who reads it. In `lines` an element stands as its number between two U+0001, because
 * what it shows changes when it is filled in.
 */
export const Reading = z.object({
  title: z.string(),
  lines: z.array(z.string()),
  /** In the order of the page, which is the order in which a form sends them. */
  elements: z.array(PageElement),
  forms: z.array(PageForm),
  /** The line at which a part of the page that its own links name begins. */
  anchors: z.record(z.string(), z.number()),
  /** Sentences about what could not be read. */
  notes: z.array(z.string()),
})
export type Reading = z.infer<typeof Reading>

/** What was filled in: text, on or off, or the values chosen of a select; by the element's number. */
export const Filled = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]))
export type Filled = z.infer<typeof Filled>

export const MARK = '\u0001'

export function markOf(element: number): string {
  return MARK + element + MARK
}

export function isNumbered(element: PageElement): element is NumberedElement {
  return 'number' in element
}

/** A reading of text that is no page. */
export function plainReading(title: string, lines: string[], notes: string[] = []): Reading {
  return { title, lines, elements: [], forms: [], anchors: {}, notes }
}
