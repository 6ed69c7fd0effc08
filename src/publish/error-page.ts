const PAGES = {
  400: ['This address is malformed', 'Check it for stray characters, or open the site from its first page.'],
  403: ['Not here', 'Sites on this host cannot install service workers.'],
  404: ['Nothing here', 'The page was moved, or the site was taken offline. Ask whoever sent you the address.'],
  405: ['This site is for reading', 'It has pages and files, and nothing that takes a form or a change.'],
  416: ['Past the end', 'The file is shorter than the part that was asked for. Load it again from the start.'],
} as const

/** A page for a visitor, who knows nothing of consoles and agents. */
export function errorPage(status: keyof typeof PAGES, headers: Record<string, string> = {}): Response {
  const [title, sentence] = PAGES[status]
  return new Response(pageOf(title, sentence), {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
  })
}

function pageOf(title: string, sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; color: light-dark(#1d1d1b, #ecebe6); background: light-dark(#faf9f6, #171716) }
  body { min-height: 100svh; margin: 0; display: grid; place-content: center; padding: 2rem; box-sizing: border-box;
    font: 1rem/1.6 ui-sans-serif, system-ui, sans-serif }
  h1 { margin: 0; font: 600 clamp(1.6rem, 5vw, 2.4rem)/1.2 ui-serif, Georgia, serif; text-wrap: balance }
  p { margin: .75rem 0 0; max-width: 36ch; opacity: .75 }
</style>
<main><h1>${title}</h1><p>${sentence}</p></main>
</html>
`
}
