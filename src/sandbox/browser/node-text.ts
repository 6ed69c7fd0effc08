import { BLOCK_TAGS, UNSEEN_TAGS } from './html-rules'
import type { HtmlNode } from './html-tree'
import { withoutControls } from './line-writer'

/** Their words are values, not text of the page. */
const CONTROLS = new Set(['select', 'textarea', 'button', 'input'])

/** A page of nested labels must not be read once for each. */
const MAX_NODES = 2000

/** The words of an element in one line, pictures by their `alt`, at most `max` characters. */
export function textOf(node: HtmlNode, max: number): string {
  let [text, nodes] = ['', 0]
  const add = (child: HtmlNode | string): void => {
    if (text.length > max * 2 || ++nodes > MAX_NODES) return
    if (typeof child === 'string') text += child
    else if (child.tag === 'img') text += ` ${child.attributes.get('alt') ?? ''} `
    else if (child.tag === 'br') text += ' '
    else if (!UNSEEN_TAGS.has(child.tag) && !CONTROLS.has(child.tag) && !isUnseen(child)) {
      const space = BLOCK_TAGS.has(child.tag) ? ' ' : ''
      text += space
      for (const inner of child.children) add(inner)
      text += space
    }
  }
  for (const child of node.children) add(child)
  return shortened(text, max)
}

export function shortened(text: string, max: number): string {
  const line = withoutControls(text.replace(/\s+/g, ' ')).trim()
  return line.length <= max ? line : `${line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

const UNSEEN_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i

/** Whether the page itself says that nobody is to see it. */
export function isUnseen({ attributes }: HtmlNode): boolean {
  if (attributes.has('hidden') || attributes.get('aria-hidden') === 'true') return true
  const style = attributes.get('style')
  return style !== undefined && UNSEEN_STYLE.test(style)
}
