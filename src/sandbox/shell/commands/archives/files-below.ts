import { Failure, type Run, reasonOf } from '../program'

export interface Found {
  name: string
  isFolder: boolean
  mode: number
  modifiedAt: number
}

/** A file, or a folder and all that lies in it, by name; links are followed. Throws Failure. */
export async function filesBelow(run: Run, name: string, isDeep = true): Promise<Found[]> {
  const { fs } = run.context
  const plain = name.length > 1 ? name.replace(/\/+$/, '') : name
  const stat = await fs.stat(run.path(plain)).catch((error: unknown) => {
    throw new Failure(`${name}: Cannot stat: ${reasonOf(error)}`, 2)
  })
  const self = { name: plain, isFolder: stat.isDirectory, mode: stat.mode, modifiedAt: stat.mtime.getTime() }
  if (!stat.isDirectory || !isDeep) return [self]
  const inside: Found[] = []
  for (const child of await fs.readdir(run.path(plain))) inside.push(...(await filesBelow(run, `${plain}/${child}`)))
  return [self, ...inside]
}
