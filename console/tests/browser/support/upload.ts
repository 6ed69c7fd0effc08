import type { Page } from 'playwright-core'

/** Drags files of this machine from outside the browser over a place and lets them go there, with real drag events. */
export async function dragFiles(page: Page, files: string[], { x, y }: { x: number; y: number }, drop = true) {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  await devtools.send('Input.dispatchDragEvent', { type: 'dragEnter', x, y, data })
  await devtools.send('Input.dispatchDragEvent', { type: 'dragOver', x, y, data })
  if (drop) await devtools.send('Input.dispatchDragEvent', { type: 'drop', x, y, data })
  await devtools.detach()
}

/** Pastes a file as an image editor would give it: through the page's own paste event. */
export async function pasteFile(page: Page, name: string, type: string, text: string): Promise<void> {
  await page.evaluate(
    ({ name, type, text }) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([text], name, { type }))
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      document.activeElement?.dispatchEvent(paste)
    },
    { name, type, text },
  )
}
