import type { ComponentChildren } from 'preact'

export interface Tab<K extends string> {
  key: K
  label: string
  count?: number
}

interface TabsProps<K extends string> {
  label: string
  tabs: Tab<K>[]
  chosen: K
  onChoose: (key: K) => void
  children?: ComponentChildren
}

/** A tab list as in the ARIA practices: arrows move and choose, one stop for Tab. */
export function Tabs<K extends string>({ label, tabs, chosen, onChoose, children }: TabsProps<K>) {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const at = tabs.findIndex(({ key }) => key === chosen)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = (to + tabs.length) % tabs.length
    const tab = tabs[next]
    if (!tab) return
    onChoose(tab.key)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ key, label, count }) => (
          <button
            key={key}
            type="button"
            class="button tab"
            role="tab"
            id={`tab-${key}`}
            aria-selected={key === chosen}
            aria-controls={`panel-${key}`}
            tabIndex={key === chosen ? 0 : -1}
            onClick={() => onChoose(key)}
          >
            {label}
            {count ? <small>{count}</small> : null}
          </button>
        ))}
      </div>
      {children}
    </div>
  )
}
