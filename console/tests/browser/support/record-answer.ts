import type { Page } from 'playwright-core'

/** What stood in the newest answer at one moment while its turn ran. */
export interface Moment {
  words: number
  row: string
  preview: string
}

/** Writes down every different moment of the running answer from now on. Call the result to read them. */
export async function recordAnswer(page: Page): Promise<() => Promise<Moment[]>> {
  const recording = await page.evaluateHandle(() => {
    const moments: Moment[] = []
    const look = () => {
      const answer = [...document.querySelectorAll('article[aria-busy=true]')].at(-1)
      if (!answer) return
      const words = [...answer.querySelectorAll('.prose')].map((prose) => prose.textContent).join('').length
      const row = answer.querySelector('.row.running')
      const preview = row?.querySelector('.opened pre')?.textContent ?? ''
      const moment = { words, row: row?.querySelector('.row-words')?.textContent ?? '', preview }
      const last = moments.at(-1)
      if (!last || last.words !== words || last.row !== moment.row || last.preview !== preview) moments.push(moment)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
    return moments
  })
  return () => recording.jsonValue()
}
