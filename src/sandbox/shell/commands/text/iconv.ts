import { parseOptions } from '../options'
import { Failure, program } from '../program'

export const iconv = program('iconv', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['c', 's', 'l', 'list'],
    values: ['f', 't', 'o', 'from-code', 'to-code', 'output'],
  })
  const from = charset(options.value('f', 'from-code') ?? 'utf-8')
  const to = charset(options.value('t', 'to-code') ?? 'utf-8')
  const text = new TextDecoder(from, { fatal: !options.has('c'), ignoreBOM: false }).decode(
    await run.read(options.words[0] ?? '-'),
  )
  const bytes = encode(text, to)
  const target = options.value('o', 'output')
  if (target === undefined) return { out: bytes }
  await run.write(target, bytes)
  return {}
})

function charset(name: string): string {
  const plain = name.toLowerCase().replace(/\/\/.*$/, '')
  try {
    return new TextDecoder(LABELS[plain] ?? plain).encoding
  } catch {
    throw new Failure(`conversion from '${name}' is not supported`)
  }
}

/** What iconv knows and the Encoding Standard calls otherwise. */
const LABELS: Record<string, string> = {
  'iso8859-1': 'iso-8859-1',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
  cp1252: 'windows-1252',
}

function encode(text: string, to: string): Uint8Array {
  if (to === 'utf-8') return new TextEncoder().encode(text)
  if (to === 'utf-16le')
    return new Uint8Array(Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).buffer)
  if (to !== 'windows-1252') throw new Failure(`conversion to '${to}' is not supported`)
  return Uint8Array.from([...text], (letter) => {
    const code = letter.codePointAt(0) ?? 0
    if (code > 255) throw new Failure(`cannot convert ${JSON.stringify(letter)}`)
    return code
  })
}
