import type { Command } from 'just-bash/browser'
import type { Outside } from '../outside'

/** What the interpreter's own commands lack and people expect of a computer. */
export function ownCommands(_outside: Outside): Command[] {
  return []
}
