import { ArchiveError } from './allowance'

/**
 * Where an entry lies below the folder that its archive is unpacked to; '' for that folder itself. Throws ArchiveError
 * for a name that leads out of it on any system: absolute, with a drive, a backslash, `..` or a control character.
 */
export function entryPath(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const isOdd = /[\u0000-\u001f\u007f\\]/.test(name) || !name.isWellFormed()
  const names = name.split('/')
  if (isOdd || /^(?:\/|[A-Za-z]:)/.test(name) || names.includes('..')) {
    throw new ArchiveError(
      `The archive holds the name ${JSON.stringify(name.slice(0, 200))}, which leads out of its folder. It was not opened.`,
    )
  }
  return names.filter((each) => each !== '' && each !== '.').join('/')
}
