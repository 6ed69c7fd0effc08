import { ToolError } from '../../agent/tool'

/** The address that a call names; `example.com/a` is taken as https. Throws ToolError where it is none of the web. */
export function addressOf(given: string): URL {
  const text = given.trim()
  if (/^\/?(?:mnt\/okcomputer|output)\//.test(text) || /^file:/i.test(text)) {
    throw new ToolError(
      `"${shown(text)}" is a file of the workspace. Read it with read_file; the browser opens web addresses.`,
    )
  }
  const url = URL.parse(
    /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d+(?:\/|$)/.test(text) ? text : `https://${text}`,
  )
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new ToolError(`"${shown(text)}" is no address of the web. Give one like https://example.com/page.`)
}

/** Whether a call that gives this address means this page: fragments, and what servers treat alike, do not count. */
export function isSameAddress(given: string, address: string): boolean {
  return essence(given) === essence(address)
}

function essence(given: string): string {
  const text = given.trim()
  const url = URL.parse(text) ?? URL.parse(`https://${text}`)
  return url ? url.host + url.pathname.replace(/\/$/, '') + url.search : text
}

function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
