import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { archive, docx, notesPart, pdf, pptx, relationships, sheetPart, wordPart, xlsx } from '../support/documents'
import { callTool } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'

/** A document as read_file gives it to the model, without the line numbers. */
function readAs(path: string, bytes: Uint8Array): Promise<string> {
  return inWorkspace(async (place) => {
    await place.upload(path, bytes)
    const { content } = await callTool('read_file', { file_path: path, limit: 1000 }, place)
    return String(content).replace(/^ *\d+\t/gm, '')
  })
}

const run = (text: string, properties = '') =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
const paragraph = (inside: string, properties = '') => `<w:p><w:pPr>${properties}</w:pPr>${inside}</w:p>`
const listItem = (numId: number, level: number, text: string) =>
  paragraph(run(text), `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${numId}"/></w:numPr>`)

test('a Word document has headings, emphasis, links, lists and tables', async () => {
  const cell = (text: string) => `<w:tc>${paragraph(run(text))}</w:tc>`
  const body = [
    paragraph(run('Annual '), '<w:pStyle w:val="Heading1"/>').replace('</w:p>', `${run('report', '<w:b/>')}</w:p>`),
    paragraph(run('Unterthema'), '<w:pStyle w:val="berschrift2"/>'),
    paragraph(
      `${run('Sales ')}${run('gr', '<w:b/>')}${run('ew ', '<w:b w:val="1"/>')}${run('by 5 &lt; 6 %', '<w:i/>')}${run('.', '<w:b w:val="0"/>')}`,
    ),
    paragraph(
      `<w:hyperlink r:id="rId9">${run('our page')}</w:hyperlink><w:del>${run('gone')}</w:del><w:ins>${run(' new')}</w:ins>`,
    ),
    listItem(1, 0, 'first'),
    listItem(1, 1, 'deeper'),
    listItem(2, 0, 'numbered'),
    paragraph(''),
    `<w:tbl><w:tr>${cell('Name')}${cell('Sum')}</w:tr><w:tr>${cell('a|b')}${cell('1')}</w:tr></w:tbl>`,
    paragraph(
      '<w:r><w:drawing><wp:docPr id="1" name="Picture" descr="A loaf"/></w:drawing><w:br/><w:t>caption</w:t></w:r>',
    ),
  ].join('')
  const text = await readAs(
    'report.docx',
    docx(body, {
      'word/_rels/document.xml.rels': relationships({
        rId9: { type: 'hyperlink', target: 'https://example.com/?a=1&amp;b=2', external: true },
      }),
      'word/styles.xml': wordPart('styles', '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'),
      'word/numbering.xml': wordPart(
        'numbering',
        ['bullet', 'decimal']
          .map(
            (format, id) =>
              `<w:abstractNum w:abstractNumId="${id}"><w:lvl w:ilvl="0"><w:numFmt w:val="${format}"/></w:lvl></w:abstractNum>`,
          )
          .join('') +
          [0, 1].map((id) => `<w:num w:numId="${id + 1}"><w:abstractNumId w:val="${id}"/></w:num>`).join(''),
      ),
    }),
  )
  expect(text).toBe(
    [
      '# Annual report',
      '## Unterthema',
      'Sales **grew** *by 5 < 6 %*.',
      '[our page](https://example.com/?a=1&b=2) new',
      '- first\n  - deeper\n1. numbered',
      '| Name | Sum |\n| --- | --- |\n| a\\|b | 1 |',
      '[image: A loaf]\ncaption',
    ].join('\n\n'),
  )
})

test('the words of a text box come once, though the file holds them twice', async () => {
  const box = `<w:txbxContent>${paragraph(run('in the box'))}</w:txbxContent>`
  const twice = `<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>${box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>${box}</w:pict></mc:Fallback></mc:AlternateContent>`
  expect(await readAs('a.docx', docx(paragraph(`<w:r>${twice}</w:r>`)))).toBe('in the box')
})

test('an Excel workbook has a table for each sheet, with what its cells show', async () => {
  const rows = [
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>Note</t></is></c></row>',
    '<row r="3"><c r="A3" s="1"><v>45658</v></c><c r="B3"><v>0.30000000000000004</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><v>#N/A</v></c></row>',
    '<row r="4"><c r="A4" s="2"><v>45658.75</v></c><c r="B4" s="3"><v>12</v></c><c r="C4"><f>SUM(B3:B4)</f></c><c r="D4" t="str"><f>A1</f><v>a|b</v></c></row>',
    '<row r="5"><c r="A5" s="1"><v>59</v></c><c r="B5" s="1"><v>61</v></c></row>',
  ].join('')
  const more = {
    'xl/sharedStrings.xml': sheetPart(
      'sst',
      '<si><t>Date</t></si><si><r><t>Am</t></r><r><t>ount</t></r><rPh><t>x</t></rPh></si>',
    ),
    'xl/styles.xml': sheetPart(
      'styleSheet',
      '<numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/></numFmts>' +
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>',
    ),
  }
  expect(await readAs('a.xlsx', xlsx({ 'Q1 &amp; Q2': rows, Empty: '' }, more))).toBe(
    [
      '## Q1 & Q2',
      [
        '|  | A | B | C | D |',
        '| --- | --- | --- | --- | --- |',
        '| 1 | Date | Amount |  | Note |',
        '| 3 | 2025-01-01 | 0.3 | TRUE | #N/A |',
        '| 4 | 2025-01-01 18:00:00 | 12 | =SUM(B3:B4) | a\\|b |',
        '| 5 | 1900-02-28 | 1900-03-01 |  |  |',
      ].join('\n'),
      '## Empty',
      'The sheet is empty.',
    ].join('\n\n'),
  )
})

const shape = (type: string, ...paragraphs: string[]) =>
  `<p:sp><p:nvSpPr><p:nvPr>${type === '' ? '' : `<p:ph type="${type}"/>`}</p:nvPr></p:nvSpPr><p:txBody>${paragraphs.join('')}</p:txBody></p:sp>`
const words = (text: string, level = 0) => `<a:p><a:pPr lvl="${level}"/><a:r><a:t>${text}</a:t></a:r></a:p>`

test('a PowerPoint presentation has its slides in order, with titles, text, tables and notes', async () => {
  const cell = (text: string) => `<a:tc><a:txBody>${words(text)}</a:txBody></a:tc>`
  const table = `<p:graphicFrame><a:tbl><a:tr>${cell('A')}${cell('B')}</a:tr><a:tr>${cell('1')}${cell('2')}</a:tr></a:tbl></p:graphicFrame>`
  const slides = [
    shape('ctrTitle', words('Bread')) +
      shape('body', words('Why'), words('Because', 1), words('Deeper', 2)) +
      shape('sldNum', words('1')),
    `${table}<p:pic><p:nvPicPr><p:cNvPr id="4" name="x" descr="An oven"/></p:nvPicPr></p:pic>`,
  ]
  const more = {
    'ppt/slides/_rels/slide2.xml.rels': relationships({
      rId1: { type: 'notesSlide', target: '../notesSlides/notesSlide1.xml' },
    }),
    'ppt/notesSlides/notesSlide1.xml': notesPart(shape('body', words('Say it slowly'))),
  }
  expect(await readAs('a.pptx', pptx(slides, more))).toBe(
    [
      '## Slide 1: Bread',
      'Why\n- Because\n  - Deeper',
      'Notes: Say it slowly',
      '## Slide 2',
      '| A | B |\n| --- | --- |\n| 1 | 2 |',
      '[image: An oven]',
    ].join('\n\n'),
  )
})

test('a PDF has a section for each page with text', async () => {
  expect(await readAs('a.pdf', pdf(['Hello (world)\nsecond line', '', 'Page three']))).toBe(
    '## Page 1\n\nHello (world)\nsecond line\n\n## Page 3\n\nPage three',
  )
  await expect(readAs('scan.pdf', pdf(['', '']))).rejects.toThrow('its pages are pictures')
})

test('the lines of a document are read in windows like those of a text', () =>
  inWorkspace(async (place) => {
    const body = Array.from({ length: 80 }, (_, n) => paragraph(run(`paragraph ${n + 1}`))).join('')
    await place.upload('a.docx', docx(body))
    const { content, preview } = await callTool('read_file', { file_path: 'a.docx', offset: 3, limit: 1 }, place)
    expect(content).toBe('     3\tparagraph 2\n[Lines 3-3 of 159. To go on, read with offset 4.]')
    expect(preview).toMatchObject({ kind: 'file', text: 'paragraph 2', firstLine: 3, lines: 159 })
  }))

test.each(['docx', 'xlsx', 'pptx', 'pdf'])(
  'a .%s that is none, is cut short or is empty is a sentence',
  async (kind) => {
    await expect(readAs(`a.${kind}`, strToU8('This is no document at all.'))).rejects.toThrow(/damaged|main part/)
    await expect(readAs(`a.${kind}`, new Uint8Array(0))).rejects.toThrow(/damaged|main part/)
    const whole = {
      docx: docx(paragraph(run('x'.repeat(999)))),
      xlsx: xlsx({ a: '<row r="1"/>' }),
      pptx: pptx(['']),
      pdf: pdf(['x']),
    }[kind]
    await expect(readAs(`a.${kind}`, whole?.slice(0, 60) ?? new Uint8Array(0))).rejects.toThrow(/damaged|main part/)
  },
)

test('a locked or old document says so', async () => {
  const compound = new Uint8Array(600)
  compound.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  await expect(readAs('a.docx', compound)).rejects.toThrow('locked by a password or of an old format')
})

test('a document made to exhaust memory is not opened', async () => {
  const blank = new Uint8Array(60_000_000)
  const bomb = zipSync({ 'word/document.xml': blank }, { level: 9 })
  expect(bomb.length).toBeLessThan(100_000)
  await expect(readAs('ratio.docx', bomb)).rejects.toThrow('unpacks to far more than its size')

  // The sizes that an archive claims are believed by nobody: 22 bytes into its local header stands the unpacked size.
  const liar = bomb.slice()
  new DataView(liar.buffer, liar.byteOffset).setUint32(22, 1000, true)
  await expect(readAs('liar.docx', liar)).rejects.toThrow('unpacks to far more than its size')

  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`word/${n}.xml`, '<a/>']))
  await expect(readAs('many.docx', archive(many))).rejects.toThrow('more than 1000 entries')
  await expect(readAs('large.docx', new Uint8Array(20_000_001))).rejects.toThrow('larger than 20 MB')
})

test('entities of a document expand to nothing', async () => {
  const xml =
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
  await expect(readAs('a.docx', archive({ 'word/document.xml': xml }))).rejects.toThrow('is damaged')
})
