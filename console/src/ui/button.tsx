import type { ButtonHTMLAttributes } from 'preact'
import { Icon, type IconName } from './icon'

type ButtonProps = Omit<ButtonHTMLAttributes, 'icon' | 'label'> & {
  icon?: IconName
  kind?: 'plain' | 'primary' | 'outline' | 'danger'
}

export function Button({ icon, kind = 'plain', children, class: extra, ...rest }: ButtonProps) {
  return (
    <button type="button" class={`button ${kind} ${extra ?? ''}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A button that is only a picture: its label is read aloud and shown as a hint. */
export function IconButton({
  icon,
  label,
  class: extra,
  ...rest
}: Omit<ButtonProps, 'icon'> & { icon: IconName; label: string }) {
  return (
    <button type="button" class={`button icon-button ${extra ?? ''}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  )
}
