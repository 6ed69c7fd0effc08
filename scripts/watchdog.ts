import { type ChildProcess, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * Ends a process when we are gone, however we went: its shell waits on a pipe that closes with us. Negative ids are
 * process groups. Returns the way to call it off, because a process id can later belong to somebody else.
 */
export function endWithUs(pid: number): () => void {
  const shell = spawn('sh', ['-c', 'read -r over && exit; kill -9 "$0" 2>/dev/null', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C and a signal to our group must not end the one who cleans up after them.
    detached: true,
  })
  shell.unref()
  shell.stdin.on('error', () => {})
  return () => shell.stdin.end('over\n')
}

/** Every workerd that this process starts from now on ends with it: Miniflare leaves it running when it is killed. */
export function endWorkerdWithUs(): void {
  eachWorkerd((child) => {
    if (child.pid !== undefined) child.once('exit', endWithUs(child.pid))
  })
}

/** Tells of every workerd that this process starts from now on, until the returned function is called. */
export function eachWorkerd(tell: (child: ChildProcess) => void): () => void {
  // Miniflare keeps its child to itself, so we look on while it is started.
  const look = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess }
    child.once('spawn', () => {
      if (child.spawnfile.includes('workerd')) tell(child)
    })
  }
  subscribe('child_process', look)
  return () => void unsubscribe('child_process', look)
}
