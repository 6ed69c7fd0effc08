import { unpack } from './archive'
import { inlineText } from './docx-inline'
import { findPart } from './find-part'
import { Markdown, tableOf } from './markdown'
import { relationshipsOf } from './relationships'
import { eachElement, elementsOf, findChild, type XmlElement } from './xml'

interface Context {
  links: Map<string, string>
  /** Style id to heading level. */
  headings: Map<string, number>
  /** Numbering id and level to whether its items are numbered. */
  numbered: Map<string, boolean>
}

/** A Word document as Markdown: headings, paragraphs, lists, tables, links, emphasis. */
export function docxToMarkdown(bytes: Uint8Array): string {
  const parts = unpack(bytes, (name) => /\.(?:xml|rels)$/.test(name))
  const main = findPart(parts, 'word/document.xml', 'officeDocument')
  const context: Context = {
    links: relationshipsOf(main.name, parts),
    headings: headingsIn(parts.get('word/styles.xml')),
    numbered: numberingIn(parts.get('word/numbering.xml')),
  }
  const markdown = new Markdown()
  eachElement(main.xml, ['p', 'tbl'], (element) => {
    markdown.add(element.name === 'tbl' ? tableText(element, context) : paragraphText(element, context))
  })
  return markdown.toString()
}

function paragraphText(paragraph: XmlElement, { links, headings, numbered }: Context): string {
  const text = inlineText(paragraph, links).trim()
  if (text === '') return ''
  const properties = findChild(paragraph, 'pPr')
  const style = valIn(findChild(properties, 'pStyle'))
  const outline = valIn(findChild(properties, 'outlineLvl'))
  const level = headings.get(style) ?? (/^[0-8]$/.test(outline) ? Number(outline) + 1 : undefined)
  if (level) return `${'#'.repeat(Math.min(level, 6))} ${text.replaceAll('**', '')}`
  const list = findChild(properties, 'numPr')
  if (!list) return text
  const depth = Number(valIn(findChild(list, 'ilvl'))) || 0
  const isNumbered = numbered.get(`${valIn(findChild(list, 'numId'))}/${depth}`) ?? false
  return `${'  '.repeat(depth)}${isNumbered ? '1.' : '-'} ${text}`
}

function tableText(table: XmlElement, context: Context): string {
  const rows = elementsOf(table).filter(({ name }) => name === 'tr')
  return tableOf(
    rows.map((row) =>
      elementsOf(row)
        .filter(({ name }) => name === 'tc')
        .map((cell) => cellText(cell, context)),
    ),
  )
}

function cellText(cell: XmlElement, context: Context): string {
  const blocks = elementsOf(cell).filter(({ name }) => name === 'p' || name === 'tbl')
  return blocks.map((block) => inlineText(block, context.links).trim()).join('\n')
}

function headingsIn(styles: Uint8Array | undefined): Map<string, number> {
  const headings = new Map([['Title', 1]])
  for (let level = 1; level <= 9; level++) headings.set(`Heading${level}`, level)
  if (!styles) return headings
  eachElement(styles, ['style'], (style) => {
    const [, level] = /^heading (\d)$/i.exec(valIn(findChild(style, 'name'))) ?? []
    if (level) headings.set(style.attributes.styleId ?? '', Number(level))
  })
  return headings
}

function numberingIn(numbering: Uint8Array | undefined): Map<string, boolean> {
  const kinds = new Map<string, string>()
  const numbered = new Map<string, boolean>()
  if (!numbering) return numbered
  eachElement(numbering, ['abstractNum', 'num'], (element) => {
    if (element.name === 'abstractNum') {
      for (const level of elementsOf(element).filter(({ name }) => name === 'lvl')) {
        const place = `${element.attributes.abstractNumId}/${level.attributes.ilvl}`
        kinds.set(place, valIn(findChild(level, 'numFmt')))
      }
      return
    }
    const abstract = valIn(findChild(element, 'abstractNumId'))
    for (let level = 0; level < 9; level++) {
      const kind = kinds.get(`${abstract}/${level}`)
      if (kind) numbered.set(`${element.attributes.numId}/${level}`, kind !== 'bullet' && kind !== 'none')
    }
  })
  return numbered
}

function valIn(element: XmlElement | undefined): string {
  return element?.attributes.val ?? ''
}
