import { eachElement, elementsOf } from './xml'

export type DateKind = 'date' | 'time' | 'moment'

/** Number formats that every workbook has without saying so: ECMA-376 part 1, 18.8.30. */
const builtIn = new Map<number, DateKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, DateKind] => [id, 'date']),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id): [number, DateKind] => [id, 'time']),
  [22, 'moment'],
])

/** Which cell styles show their number as a date or a time. */
export function dateStylesIn(styles: Uint8Array | undefined): Map<number, DateKind> {
  const kinds = new Map<number, DateKind>()
  if (!styles) return kinds
  const formats = new Map(builtIn)
  eachElement(styles, ['numFmts', 'cellXfs'], (element) => {
    if (element.name === 'numFmts') {
      for (const { attributes } of elementsOf(element)) {
        const kind = kindOf(attributes.formatCode ?? '')
        if (kind) formats.set(Number(attributes.numFmtId), kind)
      }
      return
    }
    for (const [style, { attributes }] of elementsOf(element).entries()) {
      const kind = formats.get(Number(attributes.numFmtId))
      if (kind) kinds.set(style, kind)
    }
  })
  return kinds
}

/** By the letters of a format, without what is quoted, escaped or in brackets: `[Red]`, `"day"`, `\d`. */
function kindOf(format: string): DateKind | undefined {
  const letters = format.replace(/"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]/gi, '').toLowerCase()
  if (/general/.test(letters)) return undefined
  const date = /[yd]|m{3,}/.test(letters)
  const time = /[hs]/.test(letters)
  if (date) return time ? 'moment' : 'date'
  if (time) return 'time'
  return /m/.test(letters) ? 'date' : undefined
}
