import type { ComponentChildren } from 'preact'
import { safeLink } from './safe-link'

/** A link in a tab of its own; text alone where the address may not be followed. */
export function SafeLink({ href, children }: { href: string; children: ComponentChildren }) {
  const url = safeLink(href)
  if (url === undefined) return <>{children}</>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
