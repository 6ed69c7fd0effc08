import type { MarkedToken } from 'marked'
import { useMemo, useRef } from 'preact/hooks'
import { renderBlock } from './block'
import { blockReader, parseBlocks } from './blocks'

/** Markdown as elements. While it is open text may be appended: finished blocks are neither parsed nor drawn again. */
export function Markdown({ source, isOpen = false }: { source: string; isOpen?: boolean }) {
  const reader = useRef(blockReader())
  const blocks = useMemo(() => (isOpen ? reader.current(source) : parseBlocks(source)), [source, isOpen])
  const shown = blocks.filter(({ type }) => type !== 'space')
  // Definitions anywhere may change links everywhere.
  const definitions = shown.filter(({ type }) => type === 'def').length
  return (
    <div class={isOpen ? 'prose open' : 'prose'}>
      {shown.map((token, at) => (
        <Block key={at} token={token} definitions={definitions} isOpen={isOpen && at === shown.length - 1} />
      ))}
    </div>
  )
}

function Block({ token, definitions, isOpen }: { token: MarkedToken; definitions: number; isOpen: boolean }) {
  return useMemo(() => <>{renderBlock(token, isOpen)}</>, [token.raw, definitions, isOpen])
}
