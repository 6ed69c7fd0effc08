/** Comparing every line costs; beyond this many the hint stays general. */
const COMPARED_LINES = 20_000

/** Below this likeness a line is another line, and naming it would mislead. */
const LIKENESS = 0.5

const SHOWN_CHARS = 200

/** What a model can do about text that is not in a file: the place it probably meant. */
export function hintFor(wanted: string, text: string): string {
  if (/^ *\d+\t/m.test(wanted)) return 'It seems to begin with the line numbers of read_file: leave them out.'
  const lines = text.split('\n')
  const wantedLines = wanted.split('\n')
  const at = findBlock(wantedLines, lines)
  if (at !== undefined) {
    const last = at + wantedLines.length - 1
    const place = at === last ? `Line ${at + 1} differs` : `Lines ${at + 1}-${last + 1} differ`
    return `${place} only in white space. The file has: ${shown(lines.slice(at, last + 1).join('\n'))}`
  }
  const nearest = findNearest(wantedLines.find((line) => line.trim() !== '') ?? wanted, lines)
  if (!nearest) return 'Nothing in it is like that. Read the file again and copy the text exactly.'
  const place = `The line most like its first is line ${nearest.index + 1}: ${shown(nearest.line)}`
  return `${place}. Read the file around it and copy the text exactly.`
}

/** The first line of a block that is the same but for white space. */
function findBlock(wanted: string[], lines: string[]): number | undefined {
  const squeezed = lines.map(squeeze)
  const block = wanted.map(squeeze)
  if (block.every((line) => line === '')) return undefined
  for (let at = 0; at + block.length <= squeezed.length; at++) {
    if (block.every((line, index) => squeezed[at + index] === line)) return at
  }
  return undefined
}

function squeeze(line: string): string {
  return line.trim().replace(/\s+/g, ' ')
}

interface Near {
  index: number
  line: string
  likeness: number
}

function findNearest(wanted: string, lines: string[]): Near | undefined {
  const pairs = pairsOf(wanted)
  let best: Near | undefined
  for (const [index, line] of lines.slice(0, COMPARED_LINES).entries()) {
    const likeness = likenessOf(pairs, pairsOf(line))
    if (likeness >= LIKENESS && likeness > (best?.likeness ?? 0)) best = { index, line, likeness }
  }
  return best
}

function pairsOf(line: string): Set<string> {
  const text = squeeze(line.slice(0, 500))
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
}

/** Dice's coefficient over pairs of letters: 1 is the same, 0 nothing in common. */
function likenessOf(a: Set<string>, b: Set<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  let shared = 0
  for (const pair of a) if (b.has(pair)) shared++
  return (2 * shared) / (a.size + b.size)
}

function shown(text: string): string {
  const short = text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text
  return JSON.stringify(short)
}
