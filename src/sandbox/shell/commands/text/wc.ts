import { parseOptions } from '../options'
import { decode, Failure, program } from '../program'

interface Row {
  name: string
  counts: number[]
}

export const wc = program('wc', async (run) => {
  const options = parseOptions(run.args, {
    flags: ['l', 'w', 'c', 'm', 'L', 'lines', 'words', 'bytes', 'chars', 'max-line-length'],
  })
  const chosen = (
    [
      ['lines', 'l', 'lines'],
      ['words', 'w', 'words'],
      ['chars', 'm', 'chars'],
      ['bytes', 'c', 'bytes'],
      ['longest', 'L', 'max-line-length'],
    ] as const
  ).flatMap(([measure, ...names]) => (options.has(...names) ? [measure] : []))
  const measures = chosen.length > 0 ? chosen : (['lines', 'words', 'bytes'] as const)
  const rows: Row[] = []
  let [err, sizeBytes] = ['', 0]
  for (const name of options.words.length > 0 ? options.words : ['']) {
    try {
      const counts = measure(await run.read(name || '-'))
      sizeBytes += counts.bytes
      rows.push({ name, counts: measures.map((key) => counts[key]) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      err += `wc: ${error.message}\n`
    }
  }
  if (options.words.length > 1) {
    const total = (at: number) =>
      rows.reduce(
        (sum, { counts }) => (measures[at] === 'longest' ? Math.max(sum, counts[at] ?? 0) : sum + (counts[at] ?? 0)),
        0,
      )
    rows.push({ name: 'total', counts: measures.map((_, at) => total(at)) })
  }
  return { out: table(rows, options.words.length === 0 ? undefined : sizeBytes), err, code: err === '' ? 0 : 1 }
})

function measure(bytes: Uint8Array) {
  const text = decode(bytes)
  return {
    lines: text.split('\n').length - 1,
    words: text.match(/\S+/g)?.length ?? 0,
    chars: [...text].length,
    bytes: bytes.length,
    longest: text.split('\n').reduce((most, line) => Math.max(most, [...line].length), 0),
  }
}

/** GNU's columns: as wide as the bytes of all files together; seven for several numbers of a pipe, none for one. */
function table(rows: readonly Row[], sizeBytes: number | undefined): string {
  const isOne = rows.length === 1 && rows[0]?.counts.length === 1
  const width = isOne ? 1 : sizeBytes === undefined ? 7 : String(sizeBytes).length
  const line = ({ name, counts }: Row) =>
    counts.map((count) => String(count).padStart(width)).join(' ') + (name === '' ? '' : ` ${name}`)
  return rows.map((row) => `${line(row)}\n`).join('')
}
