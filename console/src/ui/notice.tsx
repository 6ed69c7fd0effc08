import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon'

/** What stands where there is nothing to show: a title, a line, and what to do. */
export function Notice({ icon, title, children }: { icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="notice">
      {icon && <Icon name={icon} size={20} />}
      <h2>{title}</h2>
      {children}
    </div>
  )
}
