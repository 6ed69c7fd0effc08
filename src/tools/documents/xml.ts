import { SaxesParser } from 'saxes'
import { ToolError } from '../../agent/tool'

/** An element; names and attributes without their namespace prefix, which office programs choose freely. */
export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: (XmlElement | string)[]
}

/** One element handed over at once, a table say, is held in memory whole. */
const MAX_NODES = 400_000

/** Decoding and parsing go piece by piece, so that a large part is not held twice. */
const PIECE_BYTES = 65_536

/**
 * Calls `onElement` for each outermost element of these names, in order, as soon as it is complete; the rest of the
 * document is never held. Entities other than XML's five and numbers are an error, so none can expand.
 */
export function eachElement(xml: Uint8Array, names: readonly string[], onElement: (element: XmlElement) => void): void {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false })
  const open: XmlElement[] = []
  let nodes = 0

  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    const name = localName(tag.name)
    if (open.length === 0 && !names.includes(name)) return
    if (++nodes > MAX_NODES) throw new ToolError('A part of the document is too large to read. Ask for a smaller one.')
    const element: XmlElement = { name, attributes: attributesOf(tag.attributes), children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const addText = (text: string) => open.at(-1)?.children.push(text)
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()
    if (!element || open.length > 0) return
    nodes = 0
    onElement(element)
  })

  const decoder = new TextDecoder(encodingOf(xml))
  for (let at = 0; at < xml.length; at += PIECE_BYTES) {
    parser.write(decoder.decode(xml.subarray(at, at + PIECE_BYTES), { stream: true }))
  }
  parser.write(decoder.decode()).close()
}

/** The first child of a name. */
export function findChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child): child is XmlElement => typeof child !== 'string' && child.name === name)
}

export function elementsOf(element: XmlElement | undefined): XmlElement[] {
  return element?.children.filter((child): child is XmlElement => typeof child !== 'string') ?? []
}

/** Every element of a name at any depth, outermost only. */
export function descendants(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap((child) => (child.name === name ? [child] : descendants(child, name)))
}

export function textIn(element: XmlElement | undefined): string {
  if (!element) return ''
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('')
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** A prefixed attribute keeps its prefix where the plain one is there too: `r:id` beside `id`. */
function attributesOf(given: Record<string, string>): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    const local = localName(name)
    attributes[local === name || !(local in given) ? local : name] = value
  }
  return attributes
}

function encodingOf(xml: Uint8Array): string {
  if (xml[0] === 0xff && xml[1] === 0xfe) return 'utf-16le'
  if (xml[0] === 0xfe && xml[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}
