import { newRootKey, rootKeyId } from './root-key.ts'

/** Where the root keys are kept, and how long a change needs to reach every running Worker. */
export interface RootKeyStore {
  read(): Promise<string>
  write(keys: string): Promise<void>
  /** Resolves once no request still runs with what was written before. */
  settled(): Promise<void>
}

export interface RewrappedPage {
  rootKeys: string[]
  rewrapped: number
  unreadable: number
  cursor: string | null
}

/** One page of POST /api/rewraps. */
export type RewrapPage = (cursor: string | undefined) => Promise<RewrappedPage>

export interface Rotated {
  rewrapped: number
  /** Saved keys that no root key opened, before as after. */
  unreadable: number
}

/** As many looks as a change may take to be seen. */
const LOOKS = 100

/**
 * Puts a new root key in the place of the old ones while everything runs: all Workers can open by the new one before
 * anything is wrapped under it, and the old ones go only when nothing names them any more. One that was cut off in any
 * of its phases is simply run again.
 */
export async function rotate(store: RootKeyStore, page: RewrapPage, say: (line: string) => void): Promise<Rotated> {
  const old = await store.read()
  const fresh = newRootKey()
  const id = rootKeyId(fresh)

  say('1 of 3: every Worker learns to open by the new root key.')
  await store.write(`${old},${fresh}`)
  await seen(page, (rootKeys) => rootKeys.includes(id))
  await store.settled()

  say('2 of 3: the new root key wraps, and every saved key is wrapped anew.')
  await store.write(`${fresh},${old}`)
  const counted = counting(page)
  await seen(counted.page, ([first]) => first === id)
  await store.settled()
  const wrapped = await rewrapAll(counted.page)

  say('3 of 3: the old root key goes.')
  await store.write(fresh)
  await seen(page, (rootKeys) => rootKeys.length === 1 && rootKeys[0] === id)
  await store.settled()
  const left = await rewrapAll(page)
  if (left <= wrapped) return { rewrapped: counted.rewrapped, unreadable: left }
  await store.write(`${fresh},${old}`)
  throw new Error('Some saved keys still needed the old root key, so it was put back. Run the rotation again.')
}

/** Looking at a page wraps it too, so every page counts. */
function counting(page: RewrapPage) {
  const counted = {
    rewrapped: 0,
    page: async (cursor: string | undefined) => {
      const done = await page(cursor)
      counted.rewrapped += done.rewrapped
      return done
    },
  }
  return counted
}

/** Pass after pass, until one finds nothing to do: keys are saved while we work. Answers how many nobody could open. */
async function rewrapAll(page: RewrapPage): Promise<number> {
  for (;;) {
    const pass = await rewrapOnce(page)
    if (pass.rewrapped === 0) return pass.unreadable
  }
}

async function rewrapOnce(page: RewrapPage): Promise<Rotated> {
  const pass: Rotated = { rewrapped: 0, unreadable: 0 }
  let cursor: string | undefined
  do {
    const done = await page(cursor)
    pass.rewrapped += done.rewrapped
    pass.unreadable += done.unreadable
    cursor = done.cursor ?? undefined
  } while (cursor !== undefined)
  return pass
}

async function seen(page: RewrapPage, isThere: (rootKeys: string[]) => boolean): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    if (isThere((await page(undefined)).rootKeys)) return
    await new Promise((resolve) => setTimeout(resolve, 100 * Math.min(look, 20)))
  }
  throw new Error(
    'The Workers do not see the new root key. Nothing was lost: look at their settings, then run this again.',
  )
}
