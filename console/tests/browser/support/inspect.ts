import type { Page } from 'playwright-core'

export interface Rules {
  /** The least side of anything that can be pressed, in CSS pixels. */
  target: number
}

/** What is wrong with the page as it stands: one line a defect. */
export async function inspect(page: Page, { target }: Rules): Promise<string[]> {
  // The page hears of a change of its size or theme with its next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  // A colour or a place on its way is neither where it was nor where it goes.
  await page.evaluate(() =>
    Promise.allSettled(
      document.getAnimations().map(({ playState, effect, finished }) => {
        return playState === 'running' && effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY
          ? finished
          : undefined
      }),
    ),
  )
  const defects = await page.evaluate(defectsOf, target)
  return [...defects, ...(await namelessControls(page))]
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Runs inside the page. */
function defectsOf(target: number): string[] {
  const defects: string[] = []
  const modal = [...document.querySelectorAll('dialog[open]')].at(-1)
  const stage = modal ?? document.body
  const { width, height } = { width: innerWidth, height: innerHeight }
  const scrolled = document.scrollingElement
  if (scrolled && scrolled.scrollWidth > width) defects.push(`sideways: the page is ${scrolled.scrollWidth} px wide`)

  const named = (element: Element) =>
    `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`
  /** The page stands still while it is looked at, so what holds of a thing once holds to the end. */
  const once = <K, V>(find: (thing: K) => V) => {
    const known = new Map<K, V>()
    return (thing: K): V => {
      const found = known.get(thing) ?? find(thing)
      known.set(thing, found)
      return found
    }
  }
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const rgba = once((colour: string): [number, number, number, number] => {
    if (!pen) return [0, 0, 0, 1]
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = colour
    pen.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = pen.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  })
  const over = (front: number[], back: number[], alpha: number) =>
    [0, 1, 2].map((at) => (front[at] ?? 0) * alpha + (back[at] ?? 0) * (1 - alpha))
  const backdrop = once((element: Element | null): number[] => {
    if (!element) return [255, 255, 255]
    const layer = rgba(getComputedStyle(element).backgroundColor)
    return layer[3] === 1 ? layer : over(layer, backdrop(element.parentElement), layer[3])
  })
  const luminance = (colour: number[]) => {
    const [red = 0, green = 0, blue = 0] = colour.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (text: number[], back: number[]) => {
    const [light = 0, dark = 0] = [luminance(text), luminance(back)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }
  const shared = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  })
  /** What an element and all around it let through of what is in them. */
  const opening = once((element: Element | null): Box => {
    if (!element) return { left: 0, top: 0, right: width, bottom: height }
    const style = getComputedStyle(element)
    if (style.visibility === 'hidden' || style.opacity === '0' || style.clipPath !== 'none')
      return { left: 0, top: 0, right: 0, bottom: 0 }
    const around = opening(element.parentElement)
    if (style.overflow === 'visible' || style.display === 'inline') return around
    return shared(around, element.getBoundingClientRect())
  })
  /** The part of a rectangle in an element that can be seen. */
  const visiblePart = (rect: DOMRect, element: Element | null) => {
    const part = shared(rect, opening(element))
    return part.right - part.left > 1 && part.bottom - part.top > 1 ? part : undefined
  }

  const texts: (Box & { element: Element; text: string })[] = []
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const element = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (!element || text === '' || element.closest('noscript, .new-lines, .drop-veil, [popover]:not(:popover-open)'))
      continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const parts = [...range.getClientRects()].flatMap((rect) => visiblePart(rect, element) ?? [])
    if (parts.length === 0) continue
    for (const part of parts) texts.push({ element, text, ...part })
    if (element.closest(':disabled')) continue
    const back = backdrop(element)
    const [red, green, blue, alpha] = rgba(getComputedStyle(element).color)
    const ratio = contrast(over([red, green, blue], back, alpha), back)
    if (ratio < 4.5) defects.push(`contrast ${ratio.toFixed(2)}: ${named(element)} "${text.slice(0, 40)}"`)
  }
  texts.sort((a, b) => a.top - b.top)
  for (const [at, one] of texts.entries()) {
    for (let next = at + 1; next < texts.length; next += 1) {
      const other = texts[next]
      if (!other || other.top >= one.bottom) break
      // The box around words that stand askew is larger than they are.
      if (one.element.closest('[transform]') || other.element.closest('[transform]')) continue
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const high = Math.min(one.bottom, other.bottom) - other.top
      // The line boxes of neighbouring lines may touch; glyphs that overlap share more than this.
      if (wide > 2 && high > 6) defects.push(`overlap: "${one.text.slice(0, 30)}" and "${other.text.slice(0, 30)}"`)
    }
  }

  // A table scrolls sideways in its own box.
  const controls = 'a[href], button, input, select, textarea, summary, [role=separator][tabindex]'
  for (const control of stage.querySelectorAll(controls)) {
    const pressed = control.matches('label input') ? (control.closest('label') ?? control) : control
    if (control.matches(':disabled, .separator, [type=file]') || control.closest('.prose p, .prose li, .demo-line'))
      continue
    const rect = pressed.getBoundingClientRect()
    if (!visiblePart(rect, pressed.parentElement)) continue
    if (rect.width < target - 0.5 || rect.height < target - 0.5)
      defects.push(
        `target ${rect.width.toFixed(0)}×${rect.height.toFixed(0)}: ${named(control)} "${control.textContent?.trim().slice(0, 30)}"`,
      )
    if ((rect.right > width + 1 || rect.left < -1) && !control.closest('.table-box'))
      defects.push(`cut off: ${named(control)} "${control.textContent?.trim().slice(0, 30)}"`)
  }
  return defects
}

const INTERACTIVE = new Set(
  'button link textbox searchbox combobox checkbox radio tab menuitem slider separator dialog Iframe'.split(' '),
)

/** Asks the browser's own accessibility tree, because that is what a screen reader gets. */
async function namelessControls(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page)
  const { nodes } = await devtools.send('Accessibility.getFullAXTree')
  await devtools.detach()
  const nameless = nodes.filter(
    ({ ignored, role, name, properties }) =>
      !ignored &&
      INTERACTIVE.has(String(role?.value)) &&
      !String(name?.value ?? '').trim() &&
      // A line between two panels is a separator too, and needs a name only where it can be moved.
      (role?.value !== 'separator' || properties?.some((property) => property.name === 'focusable')),
  )
  return nameless.map(({ role }) => `no name: ${role?.value}`)
}
