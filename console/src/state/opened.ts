import { effect, signal, untracked } from '@preact/signals'
import { OpenConversation } from './open-conversation'
import { navigate, route } from './route'

/** The conversation on screen. */
export const opened = signal(new OpenConversation(undefined))

/** Another number for another conversation; the same while a new one gets its id. */
export const openedNumber = signal(0)

/** Keeps `opened` in step with the address. */
export function followRoute(): () => void {
  return effect(() => {
    const here = route.value
    if (here.page === 'new') untracked(() => show(undefined))
    if (here.page === 'talk') untracked(() => show(here.conversation))
  })
}

/** A fresh page to write on, also where one stands already. */
export function startNew(): void {
  navigate('/')
  show(undefined)
}

function show(id: string | undefined): void {
  const current = opened.peek()
  if (current.talk.id.peek() === id) return
  current.close()
  const next = new OpenConversation(id)
  opened.value = next
  openedNumber.value += 1
  void next.start()
}
