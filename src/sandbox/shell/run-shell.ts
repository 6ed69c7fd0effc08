import { Bash } from 'just-bash/browser'
import type { OutsideWorld, ShellCall, ShellOutcome, WorkspaceFiles } from '../../agent/tool'
import { ownCommands } from './commands/index'
import { Traps } from './commands/system/trap'
import { newDevice } from './disk/node'
import { HOME, WorkspaceFolder } from './disk/workspace-folder'
import { Ending } from './ending'
import { limits } from './limits'
import { Outside } from './outside'
import { pauses } from './pause'
import { Screen } from './screen'
import { givingWay, PAUSE, printing, SCREEN, sharingFunctions } from './script'

interface Surroundings {
  files: WorkspaceFiles
  egress: OutsideWorld
  /** Aborts when the turn stops. */
  signal: AbortSignal
}

const environment = {
  HOME,
  USER: 'user',
  LOGNAME: 'user',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  TMPDIR: '/tmp',
  SHELL: '/bin/bash',
}

/**
 * A fresh shell for one command line. What it writes below HOME is changed in `files`; nothing else outlives it. Throws
 * the signal's reason, and what egress throws beyond refusals.
 */
export async function runShell(call: ShellCall, { files, egress, signal }: Surroundings): Promise<ShellOutcome> {
  const ending = new Ending(call.timeoutMs, signal)
  const pause = pauses(ending)
  const folder = new WorkspaceFolder(files, { now: Date.now, pause })
  const screen = new Screen(() => ending.cut({ kind: 'print' }))
  const outside = new Outside(egress, ending)
  const traps = new Traps()
  const bash = new Bash({
    fs: folder.disk,
    cwd: HOME,
    env: environment,
    // A little later than ours, which knows what to say.
    executionLimits: { ...limits, maxExecutionTimeMs: call.timeoutMs + 100 },
    // It would patch globals of the isolate, which other conversations share; and the interpreter never runs JavaScript.
    defenseInDepth: false,
    fetch: outside.fetch,
    sleep: (ms) => ending.sleep(ms),
    customCommands: [
      traps.command,
      ...ownCommands({ outside, ending, tree: folder.disk.tree }),
      { name: PAUSE, execute: () => pause().then(() => nothing) },
    ],
  })
  folder.disk.tree.lay(
    SCREEN,
    newDevice((bytes) => screen.write(bytes)),
  )
  bash.registerTransformPlugin(givingWay)
  bash.registerTransformPlugin(sharingFunctions(bash))
  bash.registerTransformPlugin(printing(call.command))
  const stopTelling = screen.watch(call.onOutput)
  try {
    const result = await ending.await(runWithTraps(bash, call.command, traps))
    screen.print(`${result?.stdout ?? ''}${(result?.stderr ?? '').replace(DEADLINE, '')}`)
    if (result) ending.noteExit(result.exitCode)
    const { exitCode = result?.exitCode ?? 1, note } = ending.verdict ?? {}
    const notes = [...(note === undefined ? [] : [note]), ...(await folder.keep())]
    return { output: screen.text, exitCode, notes }
  } finally {
    stopTelling()
  }
}

/** What a trap on EXIT says runs with the variables that were there at the end. */
async function runWithTraps(bash: Bash, command: string, traps: Traps) {
  const result = await bash.exec(command, { rawScript: true })
  if (traps.onExit === '') return result
  const { env } = result
  const last = await bash.exec(traps.onExit, { rawScript: true, env, cwd: env.PWD ?? HOME })
  return { ...result, stdout: result.stdout + last.stdout, stderr: result.stderr + last.stderr }
}

const nothing = { stdout: '', stderr: '', exitCode: 0 }

/** How the interpreter says that its time is over; our note says it better. */
const DEADLINE = /bash: .* exceeded execution deadline \(\d+ms\)\n/
