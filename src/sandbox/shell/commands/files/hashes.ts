import { parseOptions } from '../options'
import { Failure, linesOf, program, type Run } from '../program'

/** The SHA sums, with -c to check a list of them. */
function sums(name: string, algorithm: string | undefined) {
  return program(name, async (run) => {
    const options = parseOptions(run.args, {
      flags: ['b', 't', 'c', 'check', 'binary', 'text', 'quiet', 'status', 'tag', 'z'],
      values: ['a', 'algorithm'],
    })
    const hash = algorithm ?? `SHA-${options.value('a', 'algorithm') ?? '1'}`
    const names = options.words.length > 0 ? options.words : ['-']
    if (options.has('c', 'check')) return check(run, names, hash, options.has('quiet', 'status'))
    let out = ''
    for (const file of names) out += `${await hashOf(run, file, hash)}  ${file}\n`
    return { out }
  })
}

export const hashes = [
  sums('sha1sum', 'SHA-1'),
  sums('sha256sum', 'SHA-256'),
  sums('sha384sum', 'SHA-384'),
  sums('sha512sum', 'SHA-512'),
  sums('shasum', undefined),
]

async function hashOf(run: Run, file: string, algorithm: string): Promise<string> {
  const digest = await crypto.subtle.digest(algorithm, await run.read(file))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function check(run: Run, lists: readonly string[], algorithm: string, isQuiet: boolean) {
  let [out, failed] = ['', 0]
  for (const list of lists) {
    for (const line of linesOf(await run.readText(list))) {
      const match = /^([0-9a-f]+) [ *](.+)$/i.exec(line)
      if (!match) throw new Failure(`${list}: no properly formatted checksum lines found`)
      const [, wanted = '', file = ''] = match
      const isRight = (await hashOf(run, file, algorithm)) === wanted.toLowerCase()
      if (!isRight) failed++
      if (!isQuiet || !isRight) out += `${file}: ${isRight ? 'OK' : 'FAILED'}\n`
    }
  }
  const err = failed > 0 ? `WARNING: ${failed} computed checksum${failed === 1 ? '' : 's'} did NOT match\n` : ''
  return { out, err, code: failed > 0 ? 1 : 0 }
}
