import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two servers on one folder would each hold half of the truth: the first keeps it, the second is told. */
export function lockData(folder: string, name = 'lock'): () => void {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, name)
  const mine = join(folder, `${name}.${process.pid}`)
  writeFileSync(mine, identityOf(process.pid))
  try {
    claim(lock, mine, folder)
  } finally {
    rmSync(mine, { force: true })
  }
  const release = () => {
    if (readLock(lock) === identityOf(process.pid)) rmSync(lock, { force: true })
  }
  process.once('exit', release)
  return () => {
    process.off('exit', release)
    release()
  }
}

/** Whether a process that lives has locked the folder. */
export function isLocked(folder: string): boolean {
  const owner = readLock(join(folder, 'lock'))
  return owner !== undefined && isAlive(owner)
}

function claim(lock: string, mine: string, folder: string) {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      // A link appears whole or not at all, so nobody reads half a lock.
      return linkSync(mine, lock)
    } catch (error) {
      if (!existsSync(lock)) throw error
    }
    const owner = readLock(lock)
    if (owner && isAlive(owner)) {
      throw new Error(
        `The data folder ${folder} is in use by process ${owner.split(' ')[0]}. Stop that one, or set OKCVM_DATA_DIR to another folder.`,
      )
    }
    rmSync(lock, { force: true })
  }
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.split(' ')[0])
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return identityOf(pid) === owner
}

/** The id and, where Linux tells, the moment of the start: ids are used again after a crash or a reboot. */
function identityOf(pid: number): string {
  const stat = `/proc/${pid}/stat`
  if (!existsSync(stat)) return String(pid)
  const fields = readFileSync(stat, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  // Killed, and not yet buried by its parent.
  return fields[0] === 'Z' ? 'dead' : `${pid} ${fields[19]}`
}

function readLock(lock: string): string | undefined {
  return existsSync(lock) ? readFileSync(lock, 'utf8') : undefined
}
