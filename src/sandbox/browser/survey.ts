import type { HtmlNode } from './html-tree'
import { textOf } from './node-text'
import type { PageForm } from './reading'

/** What has to be known of a page before it is read from the top. */
export interface Survey {
  title: string
  url: URL
  /** Against which its addresses are resolved. */
  base: URL
  forms: PageForm[]
  /** The forms by their elements, and by their ids. */
  formOf: Map<HtmlNode, number>
  formById: Map<string, number>
  /** Words of `label for`, by the id they are for. */
  labels: Map<string, string>
  /** Ids that the page's own links lead to. */
  targets: Set<string>
  /** Where the page sends its reader by itself. */
  refresh: { url: string; seconds: number } | undefined
  scripts: number
}

export function survey(root: HtmlNode, url: URL): Survey {
  const found: Survey = {
    title: '',
    url,
    base: url,
    forms: [],
    formOf: new Map(),
    formById: new Map(),
    labels: new Map(),
    targets: new Set(url.hash.length > 1 ? [fragmentOf(url)] : []),
    refresh: undefined,
    scripts: 0,
  }
  // An address may stand before the base that it is resolved against, so the base is sought first.
  for (const node of nodesIn(root)) if (node.tag === 'base') found.base = baseOf(node, found.base, url)
  for (const node of nodesIn(root)) note(node, found)
  return found
}

function note(node: HtmlNode, found: Survey): void {
  const { attributes } = node
  switch (node.tag) {
    case 'title':
      found.title ||= textOf(node, 300)
      return
    case 'script':
      found.scripts++
      return
    case 'meta':
      if (attributes.get('http-equiv')?.toLowerCase() === 'refresh') found.refresh ??= refreshOf(node, found.base)
      return
    case 'label': {
      const id = attributes.get('for')
      if (id !== undefined && !found.labels.has(id)) found.labels.set(id, textOf(node, 200))
      return
    }
    case 'form': {
      const id = attributes.get('id')
      found.formOf.set(node, found.forms.length)
      if (id !== undefined && !found.formById.has(id)) found.formById.set(id, found.forms.length)
      found.forms.push(formFrom(node, found))
      return
    }
    case 'a': {
      const href = attributes.get('href')?.trim()
      if (href !== undefined && href.length > 1 && href.startsWith('#')) found.targets.add(decoded(href.slice(1)))
    }
  }
}

/** The id that an address's fragment names; '' for none. */
export function fragmentOf(url: URL): string {
  return decoded(url.hash.slice(1))
}

export function resolve(href: string, base: URL): string | undefined {
  return URL.parse(href.trim(), base)?.href
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment // not percent-encoded as it should be: the id is what stands there
  }
}

function baseOf(node: HtmlNode, known: URL, url: URL): URL {
  const href = node.attributes.get('href')
  return known !== url || href === undefined ? known : (URL.parse(href.trim(), url) ?? url)
}

function refreshOf(node: HtmlNode, base: URL): Survey['refresh'] {
  const [, seconds, target] =
    /^\s*(\d{1,6})[\d.]*\s*(?:[;,\s]\s*(?:url\s*=\s*)?["']?([^"']*))?/i.exec(node.attributes.get('content') ?? '') ?? []
  const url = target === undefined || target.trim() === '' ? undefined : resolve(target, base)
  return seconds === undefined || url === undefined ? undefined : { url, seconds: Number(seconds) }
}

function formFrom({ attributes }: HtmlNode, { base, url }: Survey): PageForm {
  const method = attributes.get('method')?.trim().toLowerCase()
  const action = attributes.get('action')?.trim() ?? ''
  return {
    action: (action === '' ? undefined : resolve(action, base)) ?? url.href,
    method: method === 'post' || method === 'dialog' ? method : 'get',
    encoding: attributes.get('enctype')?.trim().toLowerCase() === 'multipart/form-data' ? 'multipart' : 'urlencoded',
  }
}

/** In document order. */
function* nodesIn(root: HtmlNode): Generator<HtmlNode> {
  const waiting: HtmlNode[] = [root]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node
    for (const child of node.children.toReversed()) if (typeof child !== 'string') waiting.push(child)
  }
}
