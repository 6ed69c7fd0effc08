import { artFor } from './art'
import type { SiteWish } from './read-wish'
import { wordBook } from './words'

export interface SiteSection {
  title: string
  /** Paragraphs, or rows of two. */
  rows: string[][]
}

/** index.html of the site. Names come from a person and are escaped; every other word is ours. */
export function pageFor(wish: SiteWish): string {
  const { frame, kinds } = wordBook(wish.language)
  const words = kinds[wish.kind]
  const name = escapeHtml(wish.name)
  const place = wish.place ? escapeHtml(wish.place) : ''
  return `<!doctype html>
<html lang="${wish.language}" data-theme="light">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${name}</title>
  <meta name="description" content="${words.tagline}">
  <link rel="stylesheet" href="styles.css">
  <script src="script.js" defer></script>
</head>
<body>
  <header class="bar">
    <a class="brand" href="#top">${name}</a>
    <nav>
      <a href="#about">${frame.highlights}</a>
      <a href="#offer">${frame.list}</a>
      <a href="#visit">${frame.closing}</a>
    </nav>
    <button class="theme" type="button" aria-label="${frame.theme}">◐</button>
  </header>
  <main id="top">
    <section class="hero">
      <div>
        ${place ? `<p class="eyebrow">${place}</p>` : '<p class="eyebrow">✦</p>'}
        <h1>${name}</h1>
        <p class="tagline">${words.tagline}</p>
        <p class="lead">${words.lead}</p>
        <a class="action" href="#offer">${words.action}</a>
      </div>
      ${artFor(wish.kind)}
    </section>
    <section class="about" id="about">
      <h2>${words.highlightsTitle}</h2>
      <div class="cards">
${words.highlights.map(([title, text]) => `        <article class="card"><h3>${title}</h3><p>${text}</p></article>`).join('\n')}
      </div>
    </section>
    <section class="offer" id="offer">
      <h2>${words.listTitle}</h2>
      <p class="hint">${words.listHint} <output class="count" data-word="${frame.picked}"></output></p>
      <ul class="list">
${words.list.map(([item, note]) => `        <li><button type="button" aria-pressed="false"><b>${item}</b><span>${note}</span></button></li>`).join('\n')}
      </ul>
    </section>
    <blockquote>${words.quote}</blockquote>
    <section class="visit" id="visit">
      <h2>${words.closingTitle}</h2>
      <p>${words.closing}</p>${place ? `\n      <p class="place">${name} · ${place}</p>` : ''}
    </section>
  </main>
  <footer>${frame.made}</footer>
</body>
</html>
`
}

/** A section as an edit adds it, before the end of the page's main part. */
export function sectionHtml({ title, rows }: SiteSection): string {
  const lines = rows.map(([first = '', second]) =>
    second === undefined
      ? `      <p>${escapeHtml(first)}</p>`
      : `      <p class="row"><b>${escapeHtml(first)}</b><span>${escapeHtml(second)}</span></p>`,
  )
  return `    <section class="more">\n      <h2>${escapeHtml(title)}</h2>\n${lines.join('\n')}\n    </section>\n`
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
