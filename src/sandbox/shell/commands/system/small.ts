import type { Command } from 'just-bash/browser'
import { parseOptions } from '../options'
import { Failure, program } from '../program'

const UNAME = { s: 'Linux', n: 'localhost', r: '6.1.0', v: '#1', m: 'x86_64', p: 'unknown', o: 'GNU/Linux' }

const uname = program('uname', (run) => {
  const options = parseOptions(run.args, { flags: [...'asnrvmpio', 'all'] })
  const letters = (['s', 'n', 'r', 'v', 'm', 'o'] as const).filter((each) => options.has(each, 'a', 'all'))
  return { out: `${(letters.length > 0 ? letters : (['s'] as const)).map((each) => UNAME[each]).join(' ')}\n` }
})

const id = program('id', (run) => {
  const options = parseOptions(run.args, { flags: [...'ugGnr'] })
  if (options.has('u', 'g', 'G')) return { out: options.has('n') ? 'user\n' : '1000\n' }
  return { out: 'uid=1000(user) gid=1000(user) groups=1000(user)\n' }
})

/** Answers the same to everyone. */
function says(name: string, out: string): Command {
  return program(name, () => ({ out }))
}

/** Owners, terminals and buffers are things that this computer does not have; asking for them does no harm. */
function quiet(name: string): Command {
  return program(name, () => ({}))
}

/** Runs the command that follows, as the program itself would here. */
function through(name: string, flags: readonly string[], values: readonly string[]): Command {
  return program(name, async (run) => {
    const { words } = parseOptions(run.args, { flags, values, stopAtWord: true })
    if (words.length === 0) throw new Failure('missing operand')
    const { stdout, stderr, exitCode } = await run.run(words, run.input)
    return { out: stdout, err: stderr, code: exitCode }
  })
}

const env = program('env', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['i', '0', 'ignore-environment', 'null'],
    values: ['u', 'unset', 'C', 'chdir', 'S'],
    stopAtWord: true,
  })
  const variables: Record<string, string> = options.has('i', 'ignore-environment') ? {} : { ...run.environment }
  for (const name of options.values('u', 'unset')) delete variables[name]
  const words = [...options.words]
  for (let match = ASSIGNMENT.exec(words[0] ?? ''); match; match = ASSIGNMENT.exec(words[0] ?? '')) {
    variables[match[1] ?? ''] = match[2] ?? ''
    words.shift()
  }
  if (words.length === 0)
    return {
      out: Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    }
  const exports = Object.keys(variables).filter((name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'PWD')
  const { stdout, stderr, exitCode } = await run.runWith(words, run.input, variables, exports)
  return { out: stdout, err: stderr, code: exitCode }
})

const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/

/** What people look for on a computer and what to do here instead. */
const ABSENT: Record<string, string> = {
  git: 'git is not on this computer. The workspace keeps its own history of files.',
  python: 'Python does not run in this shell. Use the ipython tool if you have it; else node, awk or jq.',
  python3: 'Python does not run in this shell. Use the ipython tool if you have it; else node, awk or jq.',
  pip: 'Nothing can be installed here.',
  pip3: 'Nothing can be installed here.',
  npm: 'Nothing can be installed here; node runs plain JavaScript with fs, path and a few more modules.',
  npx: 'Nothing can be installed here; node runs plain JavaScript with fs, path and a few more modules.',
  apt: 'Nothing can be installed here.',
  'apt-get': 'Nothing can be installed here.',
  sqlite3: 'sqlite3 is not on this computer. Use awk, jq or node on the data itself.',
  perl: 'perl is not on this computer. Use sed, awk or node.',
  ruby: 'ruby is not on this computer. Use node.',
  gcc: 'There is no compiler on this computer. Use node or awk.',
  make: 'make is not on this computer. Run the commands themselves.',
  ssh: 'ssh is not on this computer; the outside is reached by curl.',
  vim: 'There is no terminal to edit in. Use sed, or the edit_file tool.',
  vi: 'There is no terminal to edit in. Use sed, or the edit_file tool.',
  nano: 'There is no terminal to edit in. Use sed, or the edit_file tool.',
  docker: 'docker is not on this computer.',
  ping: 'Only http and https lead outside; try curl.',
}

const absent = Object.entries(ABSENT).map(([name, sentence]) =>
  program(name, () => ({ err: `${name}: ${sentence}\n`, code: 127 })),
)

export const system: Command[] = [
  uname,
  id,
  env,
  says('nproc', '1\n'),
  says('umask', '0022\n'),
  says('arch', 'x86_64\n'),
  says('groups', 'user\n'),
  says('logname', 'user\n'),
  says('tty', 'not a tty\n'),
  says('uptime', ' 00:00:00 up 0 min,  1 user,  load average: 0.00, 0.00, 0.00\n'),
  says('ps', '    PID TTY          TIME CMD\n      1 ?        00:00:00 bash\n'),
  says(
    'df',
    'Filesystem     1K-blocks  Used Available Use% Mounted on\nworkspace          49152     0     49152   0% /mnt/okcomputer\n',
  ),
  says('free', '               total        used        free\nMem:          131072       65536       65536\n'),
  ...['chown', 'chgrp', 'sync', 'kill', 'pkill', 'stty', 'tput', 'reset', 'disown', 'ulimit', 'renice'].map(quiet),
  through('sudo', [...'nEHSiks'], ['u', 'g']),
  through('nohup', [], []),
  through('nice', [], ['n', 'adjustment']),
  through('stdbuf', [], ['o', 'i', 'e']),
  through('setsid', [...'wfc'], []),
  ...absent,
]
