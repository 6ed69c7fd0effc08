import { effect, type Signal, signal } from '@preact/signals'

export type Language = 'en' | 'zh'
export type Theme = 'system' | 'light' | 'dark'

/** A value that the browser keeps. Where storage is blocked it lasts as long as the page. */
function kept<T extends string>(name: string, parse: (stored: string | null) => T): Signal<T> {
  const value = signal(parse(readKept(name)))
  value.subscribe((now) => keep(name, now))
  return value
}

export const language = kept<Language>('language', (stored) => {
  if (stored === 'en' || stored === 'zh') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
})

/** `public/theme.js` reads the same key before the first paint. */
export const theme = kept<Theme>('theme', (stored) => (stored === 'light' || stored === 'dark' ? stored : 'system'))

/** The workbench's share of the window in percent. */
export const workbenchWidth = kept('workbench-width', (stored) => (Number(stored) >= 20 ? String(stored) : '38'))

/** Whether the list of conversations is folded away where there is room for it. */
export const listShown = kept<'yes' | 'no'>('list-shown', (stored) => (stored === 'no' ? 'no' : 'yes'))

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
})

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})

export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(`okcvm.${name}`)
  } catch {
    return null
  }
}

/** Keeps a value; an empty one is forgotten. */
export function keep(name: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(`okcvm.${name}`)
    else localStorage.setItem(`okcvm.${name}`, value)
  } catch {
    // Storage is blocked or full: the value lives as long as the page.
  }
}

/** Removes what was typed and not sent. */
export function forgetDrafts(): void {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith('okcvm.draft.'))
    for (const name of names) localStorage.removeItem(name)
  } catch {
    // Where storage is blocked no draft was kept.
  }
}
