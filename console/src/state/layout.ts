import { signal } from '@preact/signals'

/** Room for the workbench beside the talk. */
export const isWide = follow('(min-width: 1080px)')
/** No room for the list of conversations beside the talk. */
export const isNarrow = follow('(max-width: 719.98px)')

/** The list, where it is a sheet. */
export const listSheetOpen = signal(false)

function follow(query: string) {
  const media = matchMedia(query)
  const matches = signal(media.matches)
  media.addEventListener('change', () => {
    matches.value = media.matches
  })
  return matches
}
