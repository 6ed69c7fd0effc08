import type { HtmlNode } from './html-tree'
import { shortened, textOf } from './node-text'
import type { ElementOf, NumberedElement, PageElement } from './reading'
import { resolve } from './survey'

type Without<T> = T extends unknown ? Omit<T, 'number'> : never

const LABEL_CHARS = 200

/** A page's elements in its own order; those that can be used are numbered from 1. */
export class ElementList {
  readonly all: PageElement[] = []
  #numbers = 0

  number(element: Without<NumberedElement>, node: HtmlNode): number {
    // Where the page was drawn, its own list tells elements apart.
    const place = node.attributes.get('data-node')
    this.#numbers++
    this.all.push({ ...element, number: this.#numbers, ...(place === undefined ? {} : { node: Number(place) }) })
    return this.#numbers
  }

  addUnseen(element: ElementOf<'hidden' | 'file'>): void {
    this.all.push(element)
  }
}

type Link = Without<ElementOf<'link'>>

/** `isLong`: its words are too many for a label. Undefined where it leads to no address. */
export function linkFrom(node: HtmlNode, base: URL): { element: Link; isLong: boolean } | undefined {
  const { attributes } = node
  const href = resolve(attributes.get('href') ?? '', base)
  if (href === undefined) return undefined
  const text = textOf(node, LABEL_CHARS * 2)
  const named = attributes.get('aria-label') || attributes.get('title') || attributes.get('alt') || nameIn(href)
  const isLong = text.length > LABEL_CHARS
  return { element: { kind: 'link', label: isLong ? 'open' : shortened(text || named, LABEL_CHARS), href }, isLong }
}

/** A frame, sound or film as a link to it. */
export function frameFrom({ tag, attributes }: HtmlNode, base: URL): Link | undefined {
  const src = attributes.get('src')
  const href = src === undefined ? undefined : resolve(src, base)
  if (href === undefined || !/^https?:/.test(href)) return undefined
  const title = attributes.get('title') || attributes.get('aria-label') || nameIn(href)
  return { kind: 'link', label: shortened(`${tag}: ${title}`, LABEL_CHARS), href }
}

/** What only a script makes a button. */
export function scriptFrom(node: HtmlNode, { form }: { form: number | null }): Without<ElementOf<'button'>> {
  const label = textOf(node, LABEL_CHARS) || node.attributes.get('aria-label') || 'button'
  return { kind: 'button', label, does: 'script', form, name: '', value: '' }
}

/** The last part of an address that says something. */
function nameIn(href: string): string {
  const url = URL.parse(href)
  const last = url?.pathname.split('/').findLast((part) => part !== '')
  return last ?? url?.host ?? href
}
