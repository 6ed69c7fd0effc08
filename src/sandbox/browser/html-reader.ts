import { asHidden, controlFrom, isControl } from './controls'
import { ElementList, frameFrom, linkFrom, scriptFrom } from './element-list'
import { BLOCK_TAGS, UNSEEN_TAGS } from './html-rules'
import type { HtmlNode } from './html-tree'
import { LineWriter } from './line-writer'
import { isUnseen, shortened, textOf } from './node-text'
import type { Survey } from './survey'
import { isDataTable, looseIn, rowsOf, spanOf } from './table'

/** What is kept of one page. */
const MAX_CHARS = 1_500_000
const MAX_ELEMENTS = 5000
const LABEL_CHARS = 200

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
/** What stands in a page but is another document. */
const FRAMES = ['iframe', 'frame', 'audio', 'video', 'source']

interface Context {
  form: number | null
  /** The words of the label around. */
  label: string
  disabled: boolean
  /** The next number of the list around; null: bullets. */
  list: { next: number } | null
  verbatim: boolean
}

/** Walks a page from the top and writes its text down. */
export class HtmlReader {
  readonly elements = new ElementList()
  /** The line at which each part begins that the page's own links name. */
  readonly anchors: Record<string, number> = Object.create(null)
  isCut = false
  readonly #page = new LineWriter()
  #out = this.#page

  constructor(private readonly survey: Survey) {}

  /** The lines of the page. */
  read(root: HtmlNode): string[] {
    this.#inside(root, { form: null, label: '', disabled: false, list: null, verbatim: false })
    this.#page.break()
    return this.#page.lines
  }

  #inside(node: HtmlNode, context: Context): void {
    for (const child of node.children) {
      if (this.#page.chars > MAX_CHARS || this.elements.all.length > MAX_ELEMENTS) {
        this.isCut = true
        return
      }
      if (typeof child !== 'string') this.#element(child, context)
      else if (context.verbatim) this.#out.verbatim(child)
      else this.#out.text(child)
    }
  }

  #element(node: HtmlNode, context: Context): void {
    const { tag, attributes } = node
    if (UNSEEN_TAGS.has(tag)) return
    const id = attributes.get('id') ?? (tag === 'a' ? attributes.get('name') : undefined)
    if (id !== undefined && this.survey.targets.has(id)) this.anchors[id] ??= this.#page.lines.length
    const read = isUnseen(node) ? this.#unseen : isControl(node) ? this.#control : (this.#byTag.get(tag) ?? this.#plain)
    read.call(this, node, this.#within(node, context))
  }

  /** Elements that are more than their text. */
  readonly #byTag = new Map<string, (node: HtmlNode, context: Context) => void>([
    ['br', (_, { verbatim }) => (verbatim ? this.#out.verbatim('\n') : this.#out.break())],
    ['hr', () => this.#apart(() => this.#out.text('---'))],
    ['img', (node) => this.#picture(node)],
    ['svg', () => {}],
    ['a', (node, context) => this.#link(node, context)],
    ['area', (node, context) => this.#link(node, context)],
    ['p', (node, context) => this.#apart(() => this.#inside(node, context))],
    ['pre', (node, context) => this.#apart(() => this.#inside(node, { ...context, verbatim: true }))],
    ['li', (node, context) => this.#item(node, context)],
    ['blockquote', (node, context) => this.#apart(() => this.#indented('> ', node, context))],
    ['table', (node, context) => this.#table(node, context)],
    ...FRAMES.map((tag) => [tag, (node: HtmlNode, context: Context) => this.#framed(node, context)] as const),
    ...HEADINGS.map(
      (tag, at) => [tag, (node: HtmlNode, context: Context) => this.#heading(node, at + 1, context)] as const,
    ),
  ])

  /** What an element tells what is in it. */
  #within(node: HtmlNode, context: Context): Context {
    switch (node.tag) {
      case 'form':
        return { ...context, form: this.survey.formOf.get(node) ?? context.form }
      case 'label':
        return { ...context, label: textOf(node, LABEL_CHARS) }
      case 'fieldset':
        return { ...context, disabled: context.disabled || node.attributes.has('disabled') }
      case 'ul':
      case 'menu':
        return { ...context, list: null }
      case 'ol':
        return { ...context, list: { next: Number.parseInt(node.attributes.get('start') ?? '1', 10) || 1 } }
      default:
        return context
    }
  }

  #plain(node: HtmlNode, context: Context): void {
    if (node.attributes.get('role') === 'button') {
      this.#out.mark(this.elements.number(scriptFrom(node, context), node))
      return
    }
    const isBlock = BLOCK_TAGS.has(node.tag)
    if (isBlock) this.#out.break()
    this.#inside(node, context)
    if (isBlock) this.#out.break()
  }

  #heading(node: HtmlNode, level: number, context: Context): void {
    this.#apart(() => {
      this.#out.text(`${'#'.repeat(level)} `)
      this.#inside(node, context)
    })
  }

  #apart(act: () => void): void {
    this.#out.gap()
    act()
    this.#out.gap()
  }

  #indented(prefix: string, node: HtmlNode, context: Context): void {
    this.#out.indent(prefix)
    this.#inside(node, context)
    this.#out.outdent()
  }

  #item(node: HtmlNode, context: Context): void {
    const { list } = context
    const bullet = list ? `${list.next++}. ` : '- '
    this.#out.indent(' '.repeat(bullet.length))
    this.#out.bullet(bullet)
    this.#inside(node, { ...context, list: null })
    this.#out.outdent()
  }

  #table(node: HtmlNode, context: Context): void {
    this.#loose(node, context)
    if (isDataTable(node)) this.#data(node, context)
    else this.#layout(node, context)
  }

  #data(node: HtmlNode, context: Context): void {
    this.#apart(() => {
      for (const { cells, form, isHead, isCaption } of rowsOf(node)) {
        const inner = form ? this.#within(form, context) : context
        const texts = cells.flatMap((cell) => [this.#cell(cell, inner), ...Array<string>(spanOf(cell) - 1).fill('')])
        if (texts.every((text) => text === '')) continue
        this.#out.break()
        this.#out.laidOut(isCaption ? texts.join(' ') : `| ${texts.join(' | ')} |`)
        if (!isHead) continue
        this.#out.break()
        this.#out.text(`|${' --- |'.repeat(texts.length)}`)
      }
    })
  }

  /** A table that only puts things side by side. */
  #layout(node: HtmlNode, context: Context): void {
    for (const { cells, form } of rowsOf(node)) {
      this.#out.break()
      for (const cell of cells) {
        this.#inside(cell, form ? this.#within(form, context) : context)
        this.#out.text(' ')
      }
    }
    this.#out.break()
  }

  #loose(table: HtmlNode, context: Context): void {
    this.#out.break()
    for (const { node, form } of looseIn(table)) this.#control(node, form ? this.#within(form, context) : context)
  }

  #cell(node: HtmlNode, context: Context): string {
    const around = this.#out
    this.#out = new LineWriter()
    this.#inside(node, context)
    this.#out.break()
    const text = this.#out.lines.filter((line) => line !== '').join(' / ')
    this.#out = around
    return text.replaceAll('|', '\\|')
  }

  #picture({ attributes }: HtmlNode): void {
    const alt = shortened(attributes.get('alt') ?? '', LABEL_CHARS)
    if (alt !== '') this.#out.text(`(picture: ${alt})`)
  }

  #link(node: HtmlNode, context: Context): void {
    const link = linkFrom(node, this.survey.base)
    if (link) this.#out.mark(this.elements.number(link.element, node))
    // A link around half a page: its number goes ahead, and what it holds is read as it stands.
    if (!link || link.isLong) this.#plain({ ...node, tag: link ? 'div' : 'a' }, context)
  }

  /** What stands in a page but is another document. */
  #framed(node: HtmlNode, context: Context): void {
    const element = frameFrom(node, this.survey.base)
    if (element) this.#out.mark(this.elements.number(element, node))
    for (const child of node.children) {
      if (typeof child !== 'string' && child.tag === 'source') this.#framed(child, context)
    }
  }

  #control(node: HtmlNode, context: Context): void {
    const control = controlFrom(node, { ...context, survey: this.survey })
    const disabled = context.disabled || node.attributes.has('disabled')
    if (control.kind === 'hidden') {
      if (!disabled) this.elements.addUnseen(control)
    } else if (disabled) {
      const label = 'label' in control && control.label !== '' ? `: ${control.label}` : ''
      this.#out.text(`[${control.kind}${label}, disabled]`)
    } else if (control.kind === 'file') {
      this.elements.addUnseen(control)
      this.#out.text('[a field for files, which cannot be filled here]')
    } else this.#out.mark(this.elements.number(control, node))
  }

  /** Nobody sees it, but its form sends it. */
  #unseen(node: HtmlNode, context: Context): void {
    if (context.disabled || node.attributes.has('disabled')) return
    if (isControl(node)) {
      for (const hidden of asHidden(controlFrom(node, { ...context, survey: this.survey })))
        this.elements.addUnseen(hidden)
    } else
      for (const child of node.children)
        if (typeof child !== 'string') this.#unseen(child, this.#within(child, context))
  }
}
