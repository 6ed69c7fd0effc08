import { computed, signal } from '@preact/signals'

export type Route =
  | { page: 'new' }
  | { page: 'talk'; conversation: string }
  | { page: 'settings' }
  | { page: 'unknown' }

const path = signal(location.pathname)

export const route = computed<Route>(() => routeOf(path.value))

addEventListener('popstate', () => {
  path.value = location.pathname
})

/** Goes to a page of the console. The query stays, because it may name the account. */
export function navigate(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === path.peek()) return
  const url = to + location.search
  if (how === 'push') history.pushState(null, '', url)
  else history.replaceState(null, '', url)
  path.value = to
}

export function talkPath(conversation: string): string {
  return `/c/${conversation}`
}

/** An address for a link's href, query included. */
export function hrefOf(to: string): string {
  return to + location.search
}

export function routeOf(pathname: string): Route {
  if (pathname === '/') return { page: 'new' }
  if (pathname === '/settings') return { page: 'settings' }
  const talk = /^\/c\/([A-Za-z0-9_-]{1,64})\/?$/.exec(pathname)
  return talk?.[1] ? { page: 'talk', conversation: talk[1] } : { page: 'unknown' }
}
