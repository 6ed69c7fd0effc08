import { useId, useRef } from 'preact/hooks'
import { IconButton } from './button'
import { Icon, type IconName } from './icon'

export interface MenuItem {
  icon: IconName
  label: string
  isDangerous?: boolean
  onChoose: () => void
}

/** A button with a small menu. The browser's popover closes it on Escape and on a click elsewhere. */
export function Menu({ label, items }: { label: string; items: MenuItem[] }) {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const choose = (item: MenuItem) => {
    menu.current?.hidePopover()
    item.onChoose()
  }
  return (
    <>
      <IconButton icon="dots" label={label} class="menu-button" aria-haspopup="menu" popovertarget={id} />
      <div
        ref={menu}
        id={id}
        class="menu"
        role="menu"
        popover="auto"
        onToggle={(event) => {
          if (event.newState === 'open' && menu.current) place(menu.current)
        }}
        onKeyDown={(event) => moveFocus(event)}
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            class={item.isDangerous ? 'button dangerous' : 'button'}
            onClick={() => choose(item)}
          >
            <Icon name={item.icon} />
            {item.label}
          </button>
        ))}
      </div>
    </>
  )
}

function place(menu: HTMLElement) {
  const button = menu.previousElementSibling
  if (!button) return
  const { right, bottom, top } = button.getBoundingClientRect()
  const { offsetWidth, offsetHeight } = menu
  const fitsBelow = bottom + offsetHeight + 8 < innerHeight
  menu.style.left = `${Math.max(8, Math.min(innerWidth - offsetWidth - 8, right - offsetWidth))}px`
  menu.style.top = `${fitsBelow ? bottom + 4 : top - offsetHeight - 4}px`
  menu.querySelector('button')?.focus()
}

function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }) {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const at = items.findIndex((item) => item.matches(':focus'))
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  items.at(next % items.length)?.focus()
}
