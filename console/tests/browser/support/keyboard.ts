import type { Page } from 'playwright-core'

const STOPS_MAX = 80

/** Goes on by Tab until the focus is on what has this name. Throws with every stop where it never comes there. */
export async function tabTo(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const stops: string[] = []
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await page.keyboard.press(key)
    const focused = await focusedName(page)
    if (name.test(focused)) return
    stops.push(focused)
  }
  throw new Error(`Tab never came to ${name}. It stopped at: ${stops.join(' | ')}`)
}

/** What a screen reader would say of the focused element: its label, else its text. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return 'BODY'
    return element.getAttribute('aria-label') ?? (element.textContent?.trim() || element.tagName)
  })
}

/** Whether the focused element shows that it is: by an outline or a border of its own or of what holds it. */
export function isFocusVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    for (let at = document.activeElement; at && at !== document.body; at = at.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(at)
      if (outlineStyle !== 'none' && outlineWidth !== '0px') return true
      if (at.matches('.box:has(textarea:focus-visible), .separator')) return true
    }
    return false
  })
}
