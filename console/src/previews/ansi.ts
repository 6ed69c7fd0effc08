export interface Piece {
  text: string
  /** Of `style/previews.css`; '' for plain text. */
  classes: string
}

/** SGR parameters of ECMA-48, 8.3.117, as far as a terminal's eight colours go; bright ones are shown alike. */
const COLOURS = ['', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', '']

/** A sequence that sets colours, or any other that a terminal would obey and a page must not show. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const SEQUENCE = /\u001b\[([\d;]*)m|\u001b(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g

/** Text with a terminal's colours, cut where they change. */
export function colouredPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  const styles = new Map<string, string>()
  let from = 0
  const cut = (to: number) => {
    if (to > from) pieces.push({ text: text.slice(from, to), classes: [...styles.values()].join(' ') })
  }
  for (const match of text.matchAll(SEQUENCE)) {
    cut(match.index)
    from = match.index + match[0].length
    if (match[1] !== undefined) for (const code of match[1].split(';')) obey(styles, Number(code))
  }
  cut(text.length)
  return pieces
}

export function plainText(text: string): string {
  return text.replace(SEQUENCE, '')
}

function obey(styles: Map<string, string>, code: number): void {
  const colour = (code >= 30 && code <= 37) || (code >= 90 && code <= 97) ? COLOURS[code % 10] : undefined
  if (code === 0) styles.clear()
  else if (code === 1) styles.set('weight', 'ansi-bold')
  else if (code === 2) styles.set('weight', 'ansi-dim')
  else if (code === 22) styles.delete('weight')
  else if (code === 4) styles.set('line', 'ansi-underlined')
  else if (code === 24) styles.delete('line')
  else if (code === 39) styles.delete('colour')
  else if (colour) styles.set('colour', `ansi-${colour}`)
  else if (colour === '') styles.delete('colour')
}
