/** script.js of the site: a theme, a list to tap, sections that come in. No storage, no request: it runs in a sandbox. */
export const SITE_SCRIPT = `const root = document.documentElement

document.querySelector('.theme').addEventListener('click', () => {
  root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark'
})

const count = document.querySelector('.count')
const choices = [...document.querySelectorAll('.list button')]
for (const choice of choices) {
  choice.addEventListener('click', () => {
    choice.setAttribute('aria-pressed', String(choice.getAttribute('aria-pressed') !== 'true'))
    const picked = choices.filter((one) => one.getAttribute('aria-pressed') === 'true').length
    count.textContent = picked > 0 ? picked + ' ' + count.dataset.word : ''
  })
}

if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue
      entry.target.classList.add('shown')
      watcher.unobserve(entry.target)
    }
  }, { threshold: 0.12 })
  for (const part of document.querySelectorAll('.card, .list li, blockquote, .visit, .more')) {
    part.classList.add('waits')
    watcher.observe(part)
  }
}
`
