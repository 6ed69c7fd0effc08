import type { Command } from 'just-bash/browser'
import { Failure, program } from '../program'

/** What is to be done when the call ends; signals do not come here, so traps for them are only remembered. */
export class Traps {
  #onExit = ''

  /** The commands that a trap on EXIT left behind; '' for none. */
  get onExit(): string {
    return this.#onExit
  }

  readonly command: Command = program('trap', (run) => {
    const [action = '', ...signals] = run.args.filter((arg) => arg !== '--')
    if (action === '-l' || action === '-p' || action === '') return {}
    if (signals.length === 0) throw new Failure('usage: trap [-lp] [[arg] signal_spec ...]', 2)
    if (signals.some((signal) => /^(?:EXIT|0)$/i.test(signal))) this.#onExit = action === '-' ? '' : action
    return {}
  })
}
