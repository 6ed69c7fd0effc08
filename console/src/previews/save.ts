import type { Download } from './downloads'

/** Long enough for the browser to have begun. */
const KEPT_MS = 60_000

/** Hands a file to the browser's downloads. */
export async function save({ name, from }: Download): Promise<void> {
  if ('href' in from) return click(from.href, name)
  const url = URL.createObjectURL(new Blob([await from.content()], { type: from.type }))
  click(url, name)
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}

function click(href: string, name: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
}
