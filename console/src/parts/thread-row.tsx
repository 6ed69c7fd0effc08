import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from '../ui/icon'

interface ThreadRowProps {
  state: 'running' | 'done' | 'quiet' | 'bad'
  isOpen: boolean
  onToggle: () => void
  time: ComponentChildren
  /** One line: what is done, to what, and what came of it. */
  line: ComponentChildren
  children: ComponentChildren
}

const marks = { done: 'check', bad: 'alert' } as const

/** A line of the agent's thread; opens in place. */
export function ThreadRow({ state, isOpen, onToggle, time, line, children }: ThreadRowProps) {
  const id = useId()
  return (
    <li class={`row ${state}`}>
      <button
        type="button"
        class="row-line"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={onToggle}
      >
        <span class="row-mark">
          {state === 'done' || state === 'bad' ? <Icon name={marks[state]} size={14} /> : <i class="row-dot" />}
        </span>
        <span class="row-words">{line}</span>
        <Icon name="chevron" size={12} />
        <span class="row-time">{time}</span>
      </button>
      {isOpen && (
        <div id={id} class="opened">
          {children}
        </div>
      )}
    </li>
  )
}
