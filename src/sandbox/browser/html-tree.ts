import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { closedBy, VOID_TAGS } from './html-rules'

export interface HtmlNode {
  /** Lower case. */
  tag: string
  attributes: Map<string, string>
  children: (HtmlNode | string)[]
}

/** As browsers do, so that a hostile page can exhaust neither the stack nor the clock. */
const MAX_DEPTH = 400

/**
 * The tree of an HTML text, linear in its length whatever it holds: the library's tokenizer, and a stack of our own
 * instead of its parser, which takes minutes for a page of unclosed tags.
 */
export function parseHtml(html: string): HtmlNode {
  const builder = new TreeBuilder(html)
  const tokenizer = new Tokenizer({ decodeEntities: true }, builder)
  tokenizer.write(html)
  tokenizer.end()
  return builder.root
}

class TreeBuilder implements TokenizerCallbacks {
  readonly root: HtmlNode = { tag: '', attributes: new Map(), children: [] }
  readonly #open: HtmlNode[] = [this.root]
  /** How many of each tag are open, so that a closing tag without one costs nothing. */
  readonly #counts = new Map<string, number>()
  #tag: HtmlNode | undefined
  #attribute = ''
  #value = ''

  constructor(private readonly html: string) {}

  ontext(start: number, end: number): void {
    this.#addText(this.html.slice(start, end))
  }

  ontextentity(codePoint: number): void {
    this.#addText(String.fromCodePoint(codePoint))
  }

  onopentagname(start: number, end: number): void {
    this.#tag = { tag: this.html.slice(start, end).toLowerCase(), attributes: new Map(), children: [] }
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.html.slice(start, end).toLowerCase()
    this.#value = ''
  }

  onattribdata(start: number, end: number): void {
    this.#value += this.html.slice(start, end)
  }

  onattribentity(codePoint: number): void {
    this.#value += String.fromCodePoint(codePoint)
  }

  onattribend(): void {
    const attributes = this.#tag?.attributes
    if (attributes && !attributes.has(this.#attribute)) attributes.set(this.#attribute, this.#value)
  }

  onopentagend(): void {
    const node = this.#tag
    if (!node) return
    this.#tag = undefined
    this.#closeBefore(node.tag)
    this.#top().children.push(node)
    if (VOID_TAGS.has(node.tag) || this.#open.length > MAX_DEPTH) return
    this.#open.push(node)
    this.#counts.set(node.tag, (this.#counts.get(node.tag) ?? 0) + 1)
  }

  onselfclosingtag(): void {
    this.onopentagend()
  }

  onclosetag(start: number, end: number): void {
    const tag = this.html.slice(start, end).toLowerCase()
    if (!this.#counts.get(tag)) return
    while (this.#pop() !== tag);
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}

  /** End tags that HTML lets a page leave out. */
  #closeBefore(tag: string): void {
    const rule = closedBy(tag)
    if (!rule?.tags.some((each) => this.#counts.get(each))) return
    for (let at = this.#open.length - 1; at > 0; at--) {
      const open = this.#open[at]?.tag ?? ''
      if (rule.tags.includes(open)) {
        while (this.#open.length > at) this.#pop()
        return
      }
      if (rule.within.has(open)) return
    }
  }

  #pop(): string | undefined {
    const tag = this.#open.length > 1 ? this.#open.pop()?.tag : undefined
    if (tag !== undefined) this.#counts.set(tag, (this.#counts.get(tag) ?? 1) - 1)
    return tag
  }

  #addText(text: string): void {
    const { children } = this.#top()
    const last = children.at(-1)
    if (typeof last === 'string') children[children.length - 1] = last + text
    else children.push(text)
  }

  #top(): HtmlNode {
    return this.#open.at(-1) ?? this.root
  }
}
