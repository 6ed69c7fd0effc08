/** What is kept of a document: more than a model reads, less than memory minds. */
const MAX_CHARS = 4_000_000

/** Collects a document's Markdown block by block, with an empty line between blocks. */
export class Markdown {
  readonly #blocks: string[] = []
  #chars = 0

  /** False where the document is cut: nothing more needs to be read of it. */
  add(block: string): boolean {
    const text = block.replace(/\s+$/, '')
    if (this.#chars > MAX_CHARS) return false
    if (text.trim() === '') return true
    this.#blocks.push(text)
    this.#chars += text.length
    if (this.#chars <= MAX_CHARS) return true
    this.#blocks.push('[The document goes on; what follows is too long to be read here.]')
    return false
  }

  /** Consecutive items of a list stand together. */
  toString(): string {
    return this.#blocks.reduce((text, block, index) => {
      if (index === 0) return block
      const together = isItem(block) && isItem(this.#blocks[index - 1] ?? '')
      return `${text}${together ? '\n' : '\n\n'}${block}`
    }, '')
  }
}

function isItem(block: string): boolean {
  return /^ *(?:-|\d+\.) /.test(block)
}

/** A table; short rows are filled up. The first row is its head. */
export function tableOf(rows: string[][]): string {
  const width = Math.max(0, ...rows.map((row) => row.length))
  if (width === 0) return ''
  const line = (cells: string[]) =>
    `| ${Array.from({ length: width }, (_, at) => cellText(cells[at] ?? '')).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)].join('\n')
}

function cellText(text: string): string {
  return text
    .trim()
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, '<br>')
}
