import type { PublishedFile, SiteManifest } from './manifest'

/** The names in a path of a URL, decoded; undefined where it is malformed or holds what no file name has. */
export function decodeSitePath(path: string): string[] | undefined {
  try {
    const names = path.split('/').map(decodeURIComponent)
    return names.every(isName) ? names : undefined
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

function isName(name: string): boolean {
  return name !== '.' && name !== '..' && !/[/\\\0]/.test(name)
}

/** The file that a path means, its folder's index.html included; 'folder' where only the slash at the end is missing. */
export function locateFile(manifest: SiteManifest, names: readonly string[]): PublishedFile | 'folder' | undefined {
  const path = names.join('/').normalize('NFC')
  const find = (wanted: string) => manifest.files.find((file) => file.path === wanted)
  if (path === '' || path.endsWith('/')) return find(`${path}index.html`)
  return find(path) ?? (find(`${path}/index.html`) ? 'folder' : undefined)
}
