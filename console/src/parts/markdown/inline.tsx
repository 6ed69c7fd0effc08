import type { MarkedToken, Token, Tokens } from 'marked'
import type { ComponentChildren } from 'preact'
import { text } from '../../text/text'
import { decodeReferences, safeLink } from './safe-link'

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
      return <SafeLink href={hrefOf(token)}>{renderInline(token.tokens)}</SafeLink>
    case 'image':
      return (
        <SafeLink href={decodeReferences(token.href)}>{text.value.remoteImage(decodeReferences(token.text))}</SafeLink>
      )
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} disabled />
    default:
      return token.raw
  }
}

/** A link in a tab of its own; text alone where the address may not be followed. */
function SafeLink({ href, children }: { href: string; children: ComponentChildren }) {
  const url = safeLink(href)
  if (url === undefined) return <>{children}</>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

function hrefOf(link: Tokens.Link): string {
  return link.autolink ? link.href : decodeReferences(link.href)
}
