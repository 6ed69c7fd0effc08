import { ToolError, type WorkspaceFiles } from '../../../agent/tool'
import type { FileEntry } from '../../../wire/files'
import { type Contents, Untouched } from './contents'
import { Disk } from './disk'
import { type DiskNode, newFile } from './node'
import { namesOf } from './walk'

/** Where a command sees the workspace; its home and where it starts. */
export const HOME = '/mnt/okcomputer'

/** The workspace keeps no permissions; what is called like a script may be run as one. */
const PROGRAM = /\.(?:sh|bash|py|js|mjs|cjs|pl|rb|awk)$|(?:^|\/)[^.]+$/

/** The workspace as a folder on a disk of its own: laid out before the command runs, kept after it. */
export class WorkspaceFolder {
  readonly disk: Disk
  readonly #before: Map<string, FileEntry>
  readonly #refusals = new Set<string>()

  constructor(
    private readonly files: WorkspaceFiles,
    { now, pause }: { now: () => number; pause: () => Promise<void> },
  ) {
    this.#before = new Map(files.list('').map((entry) => [entry.path, entry]))
    this.disk = new Disk({ now, pause, admit: (path) => admit(files, path) })
    for (const folder of ['/tmp', '/home', `${HOME}/output`]) this.disk.tree.layFolder(namesOf(folder))
    const onRefused = (sentence: string) => this.#refusals.add(sentence)
    for (const entry of this.#before.values()) {
      const mode = PROGRAM.test(entry.path) ? 0o755 : 0o644
      const contents = new Untouched(entry, files, onRefused)
      this.disk.tree.lay(`${HOME}/${entry.path}`, newFile(contents, entry.modifiedAt, mode))
    }
  }

  /** Keeps what changed. Answers a sentence for each file that could not be opened, or cannot be kept. */
  async keep(): Promise<string[]> {
    const { found, lost } = this.#find()
    for (const path of this.#before.keys()) {
      if (found.has(path)) continue
      if (this.#isOurs(path)) this.files.remove(path)
      else lost.push(changedMeanwhile(path))
    }
    for (const [path, contents] of found) {
      const problem = await this.#keepFile(path, contents)
      if (problem) lost.push(problem)
    }
    return [...this.#refusals, ...lost]
  }

  async #keepFile(path: string, contents: Contents): Promise<string | undefined> {
    const before = this.#before.get(path)
    if (contents instanceof Untouched && contents.entry === before) return undefined
    if (!(contents instanceof Untouched) && before && (await holds(before, contents))) return undefined
    if (!this.#isOurs(path)) return changedMeanwhile(path)
    try {
      if (contents instanceof Untouched) this.files.copy(contents.entry, path)
      else await this.files.write(path, await contents.bytes())
      return undefined
    } catch (error) {
      if (error instanceof ToolError) return error.message
      throw error
    }
  }

  /** Nobody else changed the file since the call began. */
  #isOurs(path: string): boolean {
    return this.files.find(path)?.sha256 === this.#before.get(path)?.sha256
  }

  /** What lies in the folder now; a link to a file is kept as a copy, since the workspace has no links. */
  #find(): { found: Map<string, Contents>; lost: string[] } {
    const found = new Map<string, Contents>()
    const lost: string[] = []
    const visit = (node: DiskNode | undefined, path: string) => {
      if (node?.kind === 'folder') {
        for (const [name, child] of node.children) visit(child, path === '' ? name : `${path}/${name}`)
        return
      }
      const contents = node?.kind === 'link' ? this.#linked(path) : node?.kind === 'file' ? node.contents : undefined
      if (contents) found.set(path, contents)
      else if (node)
        lost.push(
          `"${path}" is not kept: a link is kept as a copy of the file it leads to, and this one leads to none.`,
        )
    }
    visit(this.disk.tree.find(HOME), '')
    return { found, lost }
  }

  #linked(path: string): Contents | undefined {
    const node = this.disk.tree.find(`${HOME}/${path}`)
    return node?.kind === 'file' ? node.contents : undefined
  }
}

/** A name that the workspace cannot keep is refused where it is given, not when the command is over. */
function admit(files: WorkspaceFiles, path: string): void {
  if (!path.startsWith(`${HOME}/`)) return
  try {
    files.resolve(path)
  } catch (error) {
    if (error instanceof ToolError) throw new Error(`EINVAL: ${error.message}`)
    throw error
  }
}

async function holds({ sizeBytes, sha256 }: FileEntry, contents: Contents): Promise<boolean> {
  if (contents.sizeBytes !== sizeBytes) return false
  const digest = await crypto.subtle.digest('SHA-256', await contents.bytes())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256
}

function changedMeanwhile(path: string): string {
  return `"${path}" was changed by someone else while the command ran and is left as they made it.`
}
