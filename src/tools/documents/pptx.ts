import { unpack } from './archive'
import { findPart } from './find-part'
import { Markdown, tableOf } from './markdown'
import { relationshipsOf } from './relationships'
import { descendants, eachElement, elementsOf, findChild, textIn, type XmlElement } from './xml'

/** A PowerPoint presentation as Markdown: a section for each slide, with its text, tables, picture names and notes. */
export function pptxToMarkdown(bytes: Uint8Array): string {
  const parts = unpack(
    bytes,
    (name) => /^ppt\/.*\.(?:xml|rels)$|^_rels\//.test(name) && !/Layout|Master|theme/.test(name),
  )
  const main = findPart(parts, 'ppt/presentation.xml', 'officeDocument')
  const targets = relationshipsOf(main.name, parts)
  const slides: string[] = []
  eachElement(main.xml, ['sldId'], ({ attributes }) => {
    slides.push(targets.get(attributes['r:id'] ?? '') ?? '')
  })
  const markdown = new Markdown()
  for (const [index, slide] of slides.entries()) {
    if (!addSlide(markdown, index + 1, slide, parts)) break
  }
  return markdown.toString()
}

function addSlide(markdown: Markdown, number: number, name: string, parts: Map<string, Uint8Array>): boolean {
  const xml = parts.get(name)
  if (!xml) return markdown.add(`## Slide ${number}\n\n[The slide is missing from the file.]`)
  const blocks: string[] = []
  let title = ''
  eachElement(xml, ['sp', 'graphicFrame', 'pic'], (shape) => {
    const kind = placeholderOf(shape)
    const text = shapeText(shape)
    if ((kind === 'title' || kind === 'ctrTitle') && title === '') title = text.replaceAll('\n', ' ').replace(/^- /, '')
    else if (kind !== 'sldNum' && kind !== 'dt' && kind !== 'ftr') blocks.push(text)
  })
  const notes = notesOf(name, parts)
  const heading = `## Slide ${number}${title === '' ? '' : `: ${title}`}`
  const all = [heading, ...blocks, notes === '' ? '' : `Notes: ${notes}`]
  return all.map((block) => markdown.add(block)).every(Boolean)
}

function shapeText(shape: XmlElement): string {
  if (shape.name === 'pic') {
    const description = descendants(shape, 'cNvPr')[0]?.attributes.descr
    return description ? `[image: ${description}]` : '[image]'
  }
  const [table] = descendants(shape, 'tbl')
  if (!table) return paragraphs(findChild(shape, 'txBody'))
  const rows = elementsOf(table).filter(({ name }) => name === 'tr')
  return tableOf(
    rows.map((row) =>
      elementsOf(row)
        .filter(({ name }) => name === 'tc')
        .map((cell) => paragraphs(findChild(cell, 'txBody'))),
    ),
  )
}

/** Paragraphs of a deeper level are items of a list; those of the first are lines, bullets or not: the layout decides. */
function paragraphs(body: XmlElement | undefined): string {
  const lines = elementsOf(body)
    .filter(({ name }) => name === 'p')
    .map((paragraph) => {
      const depth = Number(findChild(paragraph, 'pPr')?.attributes.lvl ?? 0)
      const text = elementsOf(paragraph).map(pieceText).join('').trim()
      return depth > 0 && text !== '' ? `${'  '.repeat(depth - 1)}- ${text}` : text
    })
  return lines.filter((line) => line !== '').join('\n')
}

function pieceText(piece: XmlElement): string {
  if (piece.name === 'br') return '\n'
  return piece.name === 'r' || piece.name === 'fld' ? textIn(findChild(piece, 't')) : ''
}

function placeholderOf(shape: XmlElement): string | undefined {
  const [placeholder] = descendants(shape, 'ph')
  return placeholder && (placeholder.attributes.type ?? 'body')
}

function notesOf(slide: string, parts: Map<string, Uint8Array>): string {
  const name = [...relationshipsOf(slide, parts).values()].find((target) => target.includes('/notesSlides/'))
  const xml = name === undefined ? undefined : parts.get(name)
  const notes: string[] = []
  if (!xml) return ''
  eachElement(xml, ['sp'], (shape) => {
    if (placeholderOf(shape) === 'body') notes.push(paragraphs(findChild(shape, 'txBody')))
  })
  return notes.join('\n')
}
