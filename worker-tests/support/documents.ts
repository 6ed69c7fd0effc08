import { strToU8, zipSync } from 'fflate'

/** A zip archive of these parts, as an office program packs one. */
export function archive(parts: Record<string, string | Uint8Array>): Uint8Array {
  const bytes = Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part])
  return zipSync(Object.fromEntries(bytes), { level: 6 })
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export function relationships(targets: Record<string, { type: string; target: string; external?: boolean }>): string {
  const rows = Object.entries(targets).map(([id, { type, target, external }]) => {
    const mode = external ? ' TargetMode="External"' : ''
    return `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${mode}/>`
  })
  return `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rows.join('')}</Relationships>`
}

const main = (target: string) => relationships({ rId1: { type: 'officeDocument', target } })

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

/** `body` is what stands in `w:body`; `more` are further parts. */
export function docx(body: string, more: Record<string, string> = {}): Uint8Array {
  return archive({
    '_rels/.rels': main('word/document.xml'),
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8"?><w:document ${w} xmlns:r="${office}" xmlns:wp="wp" xmlns:mc="mc" xmlns:wps="wps"><w:body>${body}</w:body></w:document>`,
    ...more,
  })
}

export function wordPart(name: string, inside: string): string {
  return `<?xml version="1.0"?><w:${name} ${w}>${inside}</w:${name}>`
}

const s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

/** Sheets by name, each the inside of its `sheetData`. */
export function xlsx(sheets: Record<string, string>, more: Record<string, string> = {}): Uint8Array {
  const names = Object.keys(sheets)
  const list = names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')
  const targets = names.map((_, at) => [`rId${at + 1}`, { type: 'worksheet', target: `worksheets/sheet${at + 1}.xml` }])
  const parts = Object.values(sheets).map((rows, at) => [
    `xl/worksheets/sheet${at + 1}.xml`,
    `<?xml version="1.0"?><worksheet ${s}><sheetData>${rows}</sheetData></worksheet>`,
  ])
  return archive({
    '_rels/.rels': main('xl/workbook.xml'),
    'xl/workbook.xml': `<?xml version="1.0"?><workbook ${s} xmlns:r="${office}"><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(Object.fromEntries(targets)),
    ...Object.fromEntries(parts),
    ...more,
  })
}

export function sheetPart(name: string, inside: string): string {
  return `<?xml version="1.0"?><${name} ${s}>${inside}</${name}>`
}

const p = `xmlns:a="a" xmlns:p="p" xmlns:r="${office}"`

/** Slides in the order of the presentation, each the inside of its `spTree`; the files are numbered the other way round. */
export function pptx(slides: string[], more: Record<string, string> = {}): Uint8Array {
  const fileOf = (at: number) => `slides/slide${slides.length - at}.xml`
  const list = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`).join('')
  const targets = slides.map((_, at) => [`rId${at + 1}`, { type: 'slide', target: fileOf(at) }])
  const parts = slides.map((shapes, at) => [
    `ppt/${fileOf(at)}`,
    `<?xml version="1.0"?><p:sld ${p}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`,
  ])
  return archive({
    '_rels/.rels': main('ppt/presentation.xml'),
    'ppt/presentation.xml': `<?xml version="1.0"?><p:presentation ${p}><p:sldIdLst>${list}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships(Object.fromEntries(targets)),
    ...Object.fromEntries(parts),
    ...more,
  })
}

export function notesPart(shapes: string): string {
  return `<?xml version="1.0"?><p:notes ${p}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:notes>`
}

/** A PDF of one page for each text, hand-made after ISO 32000-1, 7.5; lines of a text are set below each other. */
export function pdf(pages: string[]): Uint8Array {
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((text, at) => {
      const lines = text.split('\n').map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`)
      const content = text === '' ? '' : `BT /F1 12 Tf 14 TL 72 720 Td ${lines.join(' ')} ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return strToU8(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`, true)
}
