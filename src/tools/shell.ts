import * as z from 'zod'
import { defineTool, type ShellOutcome } from '../agent/tool'
import type { Preview } from '../wire/preview'
import { endOf, textOf } from './preview-text'

const DEFAULT_TIMEOUT_MS = 60_000
const TIMEOUT_MAX_MS = 600_000

/** What watchers see of a running command: the log keeps a row for each look, so each is small. */
const LOOK_CHARS = 1500

export const shell = defineTool({
  name: 'mshtools-shell',
  description:
    'Run bash commands in /mnt/okcomputer, the workspace. Every call is a fresh shell: files there persist; variables, ' +
    'the current folder and /tmp do not. The usual commands are there (grep, sed, awk, find, sort, jq, curl, tar, zip, ' +
    'diff, node for JavaScript and so on); nothing can be installed, and no process goes on after the call. Prefer ' +
    'read_file, write_file and edit_file for looking at and changing single files.',
  input: z.strictObject({
    command: z.string().min(1).describe('One or more lines of bash.'),
    description: z.string().optional().describe('What the command does, in a few words for the person.'),
    timeout: z
      .int()
      .min(1)
      .max(TIMEOUT_MAX_MS)
      .default(DEFAULT_TIMEOUT_MS)
      .describe(`Milliseconds until the command is stopped; ${TIMEOUT_MAX_MS} at most.`),
  }),
  effect: 'workspace',

  run(input, { shell, progress }): Promise<ShellOutcome> {
    const onOutput = (text: string) => progress(terminal(input, { text: text.slice(-LOOK_CHARS), exitCode: null }))
    return shell.run({ command: input.command, timeoutMs: input.timeout, onOutput })
  },

  content({ output, exitCode, notes }) {
    const remarks = [...notes, ...(exitCode === 0 ? [] : [`Exit code ${exitCode}.`])].map((note) => `[${note}]`)
    const text = output.replace(/\n$/, '')
    return [...(text === '' && remarks.length > 0 ? [] : [text || '[No output.]']), ...remarks].join('\n')
  },

  preview: (input, result) =>
    terminal(input, result ? { text: result.output, exitCode: result.exitCode } : { text: '', exitCode: null }),
})

function terminal(
  input: { command?: unknown; description?: unknown },
  { text, exitCode }: { text: string; exitCode: number | null },
): Preview {
  const command = textOf(input.command)
  const { text: end, cut } = endOf(text)
  const title = textOf(input.description) || command.split('\n', 1)[0] || 'shell'
  return { kind: 'terminal', title, command: command.slice(0, 4000), text: end, exitCode, ...(cut ? { cut } : {}) }
}
