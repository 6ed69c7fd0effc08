import { Marked, type MarkedToken } from 'marked'

const marked = new Marked({ gfm: true })

/** What may still change while text is appended: the last block, and the one before, which it may yet join. */
const OPEN_BLOCKS = 2

/** The blocks of a whole text. */
export function parseBlocks(source: string): MarkedToken[] {
  // Extensions would add token types of their own; there are none.
  return marked.lexer(normal(source)) as MarkedToken[]
}

/** Reads a text that grows: finished blocks stay the same objects, and only the last ones are parsed again. */
export function blockReader(): (source: string) => MarkedToken[] {
  let closed: MarkedToken[] = []
  let closedText = ''
  return (given) => {
    const source = normal(given)
    if (!source.startsWith(closedText)) {
      closed = []
      closedText = ''
    }
    const open = parseBlocks(source.slice(closedText.length))
    const closable = countClosable(open)
    const text = closedText + rawOf(open.slice(0, closable))
    const blocks = [...closed, ...open]
    if (source.startsWith(text)) {
      closed = [...closed, ...open.slice(0, closable)]
      closedText = text
    }
    return blocks
  }
}

function countClosable(blocks: MarkedToken[]): number {
  let open = 0
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    if (blocks[at]?.type !== 'space') open += 1
    if (open === OPEN_BLOCKS) return at
  }
  return 0
}

function rawOf(blocks: MarkedToken[]): string {
  return blocks.map(({ raw }) => raw).join('')
}

function normal(source: string): string {
  return source.replace(/\r\n?/g, '\n')
}
