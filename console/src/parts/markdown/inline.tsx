import type { MarkedToken, Token, Tokens } from 'marked'
import type { ComponentChildren } from 'preact'
import { text } from '../../text/text'
import { MarkdownImage } from './image'
import { decodeReferences } from './safe-link'
import { SafeLink } from './safe-link-element'

/** Inline tokens as elements. Nothing is ever set as HTML: tags in the text are shown as they were written. */
export function renderInline(tokens: Token[] | undefined): ComponentChildren {
  return tokens?.map((token) => inline(token as MarkedToken))
}

function inline(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case 'text':
      return token.tokens ? renderInline(token.tokens) : decodeReferences(token.text)
    case 'strong':
      return <strong>{renderInline(token.tokens)}</strong>
    case 'em':
      return <em>{renderInline(token.tokens)}</em>
    case 'del':
      return <del>{renderInline(token.tokens)}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'escape':
      return token.text
    case 'link':
      return <SafeLink href={hrefOf(token)}>{renderInline(token.tokens.map(asWords))}</SafeLink>
    case 'image':
      return <MarkdownImage href={decodeReferences(token.href)} alt={decodeReferences(token.text)} />
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} disabled aria-label={stateOfTask(token.checked)} />
    default:
      return token.raw
  }
}

/** Within a link an image is its words: neither a button nor another link may stand there. */
function asWords(token: Token): Token {
  if (token.type !== 'image') return token
  const words = text.value.remoteImage(decodeReferences(token.text))
  return { type: 'escape', raw: token.raw, text: words }
}

function stateOfTask(isDone: boolean): string {
  return isDone ? text.value.todoStatus.completed : text.value.todoStatus.pending
}

function hrefOf(link: Tokens.Link): string {
  return link.autolink ? link.href : decodeReferences(link.href)
}
