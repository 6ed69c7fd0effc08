import { keepAttachments } from './attachments.ts'
import { type House, openHouse } from './house.ts'
import { type Provider, startProvider } from './provider.ts'
import { keepParts } from './shown-parts.ts'
import type { VisitOptions, Visitor } from './visitor.ts'

export interface Gallery {
  house: House
  provider: Provider
  /** Of the conversation with everything in it that can be shown. */
  path: string
  /** Opens it; `asked` says which attachments were fetched. */
  visit(options?: VisitOptions): Promise<Visitor & { asked: string[] }>
  close(): Promise<void>
}

/** One answered conversation, under which a transcript with a call of each kind is laid. */
export async function openGallery(): Promise<Gallery> {
  const provider = await startProvider()
  provider.answer((ask) => {
    ask.say('Revenue grew by 12%.')
    ask.end()
  })
  const house = await openHouse({ vars: provider.vars })
  const first = await house.visit()
  await first.send('Sum up the sales')
  await first.answered()
  const path = new URL(first.page.url()).pathname
  await first.leave()
  return {
    house,
    provider,
    path,
    async visit(options = {}) {
      const visitor = await house.visit({ reducedMotion: 'reduce', ...options })
      const asked = await keepAttachments(visitor)
      await keepParts(visitor)
      await visitor.page.goto(house.url + path)
      await visitor.talk.getByRole('button', { name: /Sum up the sales by month/ }).waitFor()
      return Object.assign(visitor, { asked })
    },
    async close() {
      await house.close()
      await provider.close()
    },
  }
}

/** Opens every row, from the end, because an opened row no longer counts. */
export async function openRows({ talk }: Visitor): Promise<void> {
  for (const row of (await talk.getByRole('button', { expanded: false }).all()).reverse()) await row.press('Enter')
  await talk.getByRole('img', { name: /^Heat map/ }).waitFor()
  await talk.locator('.table-box').first().waitFor()
}
