/**
 * What runs inside of a page. Each function is sent as its own text, so it may name nothing outside of itself; what a
 * page's scripts do to it harms the reading of that page alone.
 */

interface PageNode {
  nodeType: number
  textContent: string | null
  childNodes: Iterable<PageNode>
}

interface PageElement extends PageNode {
  localName: string
  parentElement: PageElement | null
  shadowRoot: PageNode | null
  isConnected: boolean
  isContentEditable: boolean
  onclick: unknown
  value: string
  checked: boolean
  selected: boolean
  type: string
  form: { target: string } | null
  target: string
  options: Iterable<PageElement>
  assignedNodes(): PageNode[]
  getAttribute(name: string): string | null
  hasAttribute(name: string): boolean
  querySelector(selector: string): PageElement | null
  closest(selector: string): PageElement | null
  dispatchEvent(event: unknown): boolean
  scrollIntoView(options: { block: string }): void
  focus(): void
  select?(): void
  click(): void
}

declare const document: {
  documentElement: PageElement | null
  title: string
  readyState: string
  activeElement: PageElement | null
}
declare const location: { href: string; assign(url: string): void }
declare const Event: new (type: string, options: { bubbles: boolean }) => unknown
declare const getComputedStyle: (element: PageElement) => { display: string; visibility: string; cursor: string }
declare const window: Record<string | symbol, unknown>

export interface Snapshot {
  url: string
  html: string
}

/** The page as HTML of what is seen of it now, each element that can be used with its place in a list kept in the page. */
export function takeSnapshot(): Snapshot {
  const MAX_CHARS = 3_000_000
  const KEPT = new Set(
    (
      'href src alt title name type placeholder aria-label id for form colspan action method formaction disabled multiple label ' +
      'start enctype role http-equiv hidden'
    ).split(' '),
  )
  const USED = new Set(['a', 'area', 'button', 'input', 'select', 'textarea', 'iframe', 'summary', 'audio', 'video'])
  const VOID = new Set([
    'area',
    'base',
    'br',
    'col',
    'embed',
    'hr',
    'img',
    'input',
    'link',
    'meta',
    'source',
    'track',
    'wbr',
  ])
  const LEFT_OUT = new Set(['script', 'style', 'template', 'noscript', 'link', 'canvas', 'object', 'embed'])
  const BOXLESS = new Set(['option', 'optgroup', 'br', 'wbr', 'area', 'source', 'head', 'title', 'base', 'meta'])
  const elements: PageElement[] = []
  const pieces: string[] = []
  let chars = 0

  const put = (text: string) => {
    chars += text.length
    pieces.push(text)
  }
  const escaped = (text: string) =>
    text.replace(/[&<>"]/g, (letter) =>
      letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : letter === '>' ? '&gt;' : '&quot;',
    )
  const isElement = (node: PageNode): node is PageElement => node.nodeType === 1
  const isSeen = (element: PageElement) => {
    if (BOXLESS.has(element.localName)) return true
    const { display, visibility } = getComputedStyle(element)
    return display !== 'none' && (visibility === 'visible' || element.querySelector('*') !== null)
  }
  const isButton = (element: PageElement) => {
    if (USED.has(element.localName) || element.querySelector('a, button, input, select, textarea')) return false
    const role = element.getAttribute('role') ?? ''
    if (
      typeof element.onclick === 'function' ||
      /^(?:button|link|tab|menuitem|option|switch|checkbox|radio)$/.test(role)
    )
      return true
    if (getComputedStyle(element).cursor !== 'pointer' || element.closest('a, button, label')) return false
    return element.parentElement === null || getComputedStyle(element.parentElement).cursor !== 'pointer'
  }
  const attributesOf = (element: PageElement, isUsed: boolean) => {
    const found: string[] = []
    for (const name of KEPT) {
      const value = element.getAttribute(name)
      if (value !== null && name !== 'hidden' && name !== 'role') found.push(` ${name}="${escaped(value)}"`)
    }
    const { localName, type } = element
    if (localName === 'input') found.push(` value="${escaped(type === 'file' ? '' : element.value)}"`)
    if (localName === 'option' || localName === 'button') found.push(` value="${escaped(element.value)}"`)
    if (element.checked === true) found.push(' checked')
    if (element.selected === true) found.push(' selected')
    if (element.localName === 'table' && /^(?:presentation|none)$/.test(element.getAttribute('role') ?? ''))
      found.push(' role="none"')
    if (isUsed) found.push(` data-node="${elements.push(element) - 1}"`)
    return found.join('')
  }
  const childrenOf = (element: PageElement): Iterable<PageNode> => {
    if (element.shadowRoot) return element.shadowRoot.childNodes
    const assigned = element.localName === 'slot' ? element.assignedNodes() : []
    return assigned.length > 0 ? assigned : element.childNodes
  }
  const write = (node: PageNode, depth: number): void => {
    if (chars > MAX_CHARS || depth > 350) return
    if (node.nodeType === 3) put(escaped(node.textContent ?? ''))
    if (!isElement(node)) return
    const element = node
    const { localName } = element
    const isHidden = localName === 'input' && element.type === 'hidden'
    if (LEFT_OUT.has(localName) || (!isHidden && !isSeen(element))) return
    if (element.isContentEditable && !element.parentElement?.isContentEditable) {
      put(`<textarea${attributesOf(element, true)}>${escaped(element.textContent ?? '')}</textarea>`)
      return
    }
    const asButton = isButton(element) || localName === 'summary'
    put(
      `<${localName}${attributesOf(element, asButton || (USED.has(localName) && !isHidden))}${asButton ? ' role="button"' : ''}>`,
    )
    if (VOID.has(localName)) return
    if (localName === 'textarea') put(`\n${escaped(element.value)}`)
    else for (const child of childrenOf(element)) write(child, depth + 1)
    put(`</${localName}>`)
  }
  if (document.documentElement) write(document.documentElement, 0)
  Object.defineProperty(window, Symbol.for('okcvm.elements'), { value: elements, configurable: true })
  return { url: location.href, html: pieces.join('') }
}

export interface Deed {
  node: number
  /** Text of a field, values of a select, on or off; absent: a click. */
  fill?: string | string[] | boolean
}

/** Does to an element of the last snapshot what a person would; `gone`: the page has replaced it. */
export function act({ node, fill }: Deed): 'done' | 'gone' {
  const elements = window[Symbol.for('okcvm.elements')]
  const element: PageElement | undefined = Array.isArray(elements) ? elements[node] : undefined
  if (!element?.isConnected) return 'gone'
  element.scrollIntoView({ block: 'center' })
  const tell = () => {
    element.dispatchEvent(new Event('input', { bubbles: true }))
    element.dispatchEvent(new Event('change', { bubbles: true }))
  }
  if (fill === undefined || typeof fill === 'boolean') {
    // What would open a window opens here: there is one page to a citation.
    if (element.form) element.form.target = '_self'
    if (element.localName === 'a' || element.localName === 'area') element.target = '_self'
    if (fill === undefined || element.checked !== fill) element.click()
    return 'done'
  }
  element.focus()
  if (Array.isArray(fill)) {
    for (const option of element.options) option.selected = fill.includes(option.value)
  } else if (element.isContentEditable) element.textContent = fill
  else {
    // A framework that watches a field's own setter must hear of it too.
    const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set
    if (setter) setter.call(element, fill)
    else element.value = fill
  }
  tell()
  return 'done'
}

export function readyState(): string {
  return document.readyState
}

/** Runs before a page's own scripts: one page to a citation, and no way out but by requests, which we see. */
export function prepare(): void {
  for (const name of [
    'RTCPeerConnection',
    'webkitRTCPeerConnection',
    'RTCDataChannel',
    'WebTransport',
    'WebSocket',
    'WebSocketStream',
  ]) {
    delete window[name]
  }
  window.open = (url: unknown) => {
    if (url !== undefined && url !== '') location.assign(String(url))
    return null
  }
}

/** The text that runs such a function; a bundler's own helper for names stands in. */
export function textOfCall(run: (argument: never) => unknown, argument?: unknown): string {
  return `(() => { const __name = (f) => f; return (${run})(${argument === undefined ? '' : JSON.stringify(argument)}) })()`
}
