import type { MarkedToken, Token, Tokens } from 'marked'
import { type ComponentChildren, h } from 'preact'
import { CodeBlock } from './code-block'
import { renderInline } from './inline'

/** One block as elements. `isOpen`: more text may come, so costly dressing waits. */
export function renderBlock(token: MarkedToken, isOpen: boolean): ComponentChildren {
  switch (token.type) {
    case 'heading':
      return h(`h${Math.min(6, token.depth + 2)}`, { class: `h${token.depth}` }, renderInline(token.tokens))
    case 'paragraph':
      return <p>{renderInline(token.tokens)}</p>
    case 'text':
      return token.tokens ? renderInline(token.tokens) : token.text
    case 'code':
      return <CodeBlock code={token.text} language={token.lang} isOpen={isOpen} />
    case 'blockquote':
      return <blockquote>{renderBlocks(token.tokens, isOpen)}</blockquote>
    case 'list':
      return <List list={token} isOpen={isOpen} />
    case 'table':
      return <Table table={token} />
    case 'hr':
      return <hr />
    case 'html':
      return token.text.trim() === '' ? null : <p class="literal">{token.text.trim()}</p>
    case 'space':
    case 'def':
      return null
    default:
      return renderInline([token])
  }
}

function renderBlocks(tokens: Token[], isOpen: boolean): ComponentChildren {
  return tokens.map((token) => renderBlock(token as MarkedToken, isOpen))
}

function List({ list, isOpen }: { list: Tokens.List; isOpen: boolean }) {
  const items = list.items.map((item, at) => (
    <li key={at} class={item.task ? 'task' : undefined}>
      {renderBlocks(item.tokens, isOpen)}
    </li>
  ))
  return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>
}

function Table({ table }: { table: Tokens.Table }) {
  const cell = (tag: 'th' | 'td') => (each: Tokens.TableCell, at: number) =>
    h(tag, { key: at, class: each.align ? `align-${each.align}` : undefined }, renderInline(each.tokens))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="table-scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>{table.header.map(cell('th'))}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>{row.map(cell('td'))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
