import { descendants, elementsOf, findChild, textIn, type XmlElement } from './xml'

interface Run {
  text: string
  mark: '' | '*' | '**' | '***'
}

/** The words of a paragraph with links and emphasis; what tracked changes deleted is left out. */
export function inlineText(element: XmlElement, links: Map<string, string>): string {
  return marked(runsIn(element, links))
}

function runsIn(element: XmlElement, links: Map<string, string>): Run[] {
  return elementsOf(element).flatMap((child): Run[] => {
    if (child.name === 'del' || child.name === 'moveFrom' || child.name === 'pPr') return []
    if (child.name === 'r') return [runOf(child)]
    if (child.name === 'hyperlink') return [{ text: linkText(child, links), mark: '' }]
    return runsIn(child, links)
  })
}

function linkText(link: XmlElement, links: Map<string, string>): string {
  const text = marked(runsIn(link, links))
  const target = links.get(link.attributes.id ?? '')
  return target && text ? `[${text}](${target})` : text
}

function runOf(run: XmlElement): Run {
  const properties = findChild(run, 'rPr')
  const on = (name: string) => isOn(findChild(properties, name))
  const text = elementsOf(run).map(pieceText).join('')
  const mark = on('b') && on('i') ? '***' : on('b') ? '**' : on('i') ? '*' : ''
  return { text, mark: text.trim() === '' ? '' : mark }
}

/** A toggle is on where it stands without a value, or with one that does not deny it. */
function isOn(toggle: XmlElement | undefined): boolean {
  return toggle !== undefined && !['0', 'false', 'off', 'none'].includes(toggle.attributes.val ?? '1')
}

function pieceText(piece: XmlElement): string {
  switch (piece.name) {
    case 't':
      return textIn(piece)
    case 'tab':
      return '\t'
    case 'br':
    case 'cr':
      return '\n'
    case 'noBreakHyphen':
      return '-'
    case 'AlternateContent':
      // The same thing twice: for programs that know it, and for those that do not.
      return elementsOf(findChild(piece, 'Choice')).map(pieceText).join('')
    case 'drawing':
    case 'pict':
      return pictureText(piece)
    default:
      return ''
  }
}

function pictureText(picture: XmlElement): string {
  const boxes = descendants(picture, 'txbxContent').flatMap((box) => descendants(box, 'p'))
  if (boxes.length > 0) return boxes.map((paragraph) => inlineText(paragraph, new Map())).join('\n')
  const description = findDescription(picture)
  return description ? `[image: ${description}]` : '[image]'
}

function findDescription(element: XmlElement): string | undefined {
  if (element.name === 'docPr' && element.attributes.descr) return element.attributes.descr
  for (const child of elementsOf(element)) {
    const description = findDescription(child)
    if (description) return description
  }
  return undefined
}

/** Neighbours of one mark are marked together: programs split words into runs at will. Spaces stay outside the mark. */
function marked(runs: Run[]): string {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined.at(-1)
    if (last && last.mark === run.mark) last.text += run.text
    else joined.push({ ...run })
  }
  return joined
    .map(({ text, mark }) => (mark === '' ? text : text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`)))
    .join('')
}
