const SHOWN = 10
const CONTEXT_CHARS = 160

export interface Match {
  line: number
  /** The words around it. */
  context: string
}

/** Every place of a text in drawn lines, without regard to case. */
export function findText(lines: readonly string[], keyword: string): Match[] {
  const wanted = keyword.toLowerCase()
  return lines.flatMap((line, at) => {
    const text = line.toLowerCase()
    const found: Match[] = []
    for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + wanted.length)) {
      found.push({ line: at, context: around(line, start, wanted.length) })
    }
    return found
  })
}

/** The list that a model reads: at most ten after those it skipped. */
export function matchList(matches: readonly Match[], skip: number, screenOf: (line: number) => number): string {
  const shown = matches.slice(skip, skip + SHOWN)
  const rows = shown.map(({ line, context }, at) => `${skip + at + 1}. screen ${screenOf(line)}: ${context}`)
  const more = matches.length - skip - shown.length
  if (more > 0) rows.push(`${more} more; go on with skip ${skip + shown.length}.`)
  return rows.join('\n')
}

function around(line: string, start: number, length: number): string {
  const from = Math.max(0, start - CONTEXT_CHARS / 2)
  const to = Math.min(line.length, start + length + CONTEXT_CHARS)
  const text = line.slice(from, to).toWellFormed()
  return `${from > 0 ? '…' : ''}${text}${to < line.length ? '…' : ''}`
}
