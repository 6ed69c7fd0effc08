import { createModel, signal } from '@preact/signals'
import { isWide } from './layout'

export type WorkbenchTab = 'preview' | 'files' | 'timeline'

/** The panel beside the talk: what it shows, and whether it is there. */
export const Workbench = createModel(() => {
  const isOpen = signal(false)
  const tab = signal<WorkbenchTab>('preview')
  /** Something new to see waits behind the closed panel. */
  const hasNews = signal(false)
  let closedByHand = false

  function open(which: WorkbenchTab = tab.peek()) {
    tab.value = which
    isOpen.value = true
    hasNews.value = false
  }

  function close() {
    isOpen.value = false
    closedByHand = true
  }

  /** There is something to see: opens beside the talk, never over it, and never against the reader's wish. */
  function reveal() {
    if (isOpen.peek()) return
    if (isWide.peek() && !closedByHand) open('preview')
    else hasNews.value = true
  }

  return { isOpen, tab, hasNews, open, close, reveal }
})
