import { applyPatch, parsePatch } from 'diff'
import { parseOptions } from '../options'
import { decode, Failure, program } from '../program'

export const patch = program('patch', async (run) => {
  const options = parseOptions(run.args, {
    flags: [
      's',
      'silent',
      'quiet',
      'R',
      'reverse',
      'N',
      'forward',
      'f',
      'force',
      't',
      'dry-run',
      'verbose',
      'b',
      'u',
      'l',
    ],
    values: ['p', 'strip', 'i', 'input', 'd', 'directory', 'o', 'output', 'F'],
  })
  const source = options.value('i', 'input')
  const text = source === undefined ? run.inputText : await run.readText(source)
  const folder = options.value('d', 'directory')
  const [only] = options.words
  const strip = options.value('p', 'strip')
  let [out, failed] = ['', false]
  for (const change of parsed(text)) {
    const names = options.has('R', 'reverse')
      ? [change.oldFileName, change.newFileName]
      : [change.newFileName, change.oldFileName]
    const named = names.find((name) => name !== undefined && name !== '/dev/null') ?? ''
    const stripped =
      strip === undefined ? (named.split('/').at(-1) ?? '') : named.split('/').slice(Number(strip)).join('/')
    const name = only ?? (folder === undefined ? stripped : `${folder}/${stripped}`)
    const isNew = change.oldFileName === '/dev/null'
    const before = isNew ? '' : decode(await run.read(name))
    const after = applyPatch(before, options.has('R', 'reverse') ? reversed(change) : change, { fuzzFactor: 2 })
    if (!options.has('s', 'silent', 'quiet')) out += `patching file ${name}\n`
    if (after === false) {
      out += `Hunk #1 FAILED. ${name} is left as it was.\n`
      failed = true
    } else if (!options.has('dry-run')) {
      if (change.newFileName === '/dev/null' && after === '') await run.context.fs.rm(run.path(name))
      else await run.write(options.value('o', 'output') ?? name, after)
    }
  }
  return { out, code: failed ? 1 : 0 }
})

function parsed(text: string) {
  try {
    const changes = parsePatch(text).filter(({ hunks }) => hunks.length > 0)
    if (changes.length > 0) return changes
  } catch {
    // Said below, as for any text that is no patch.
  }
  throw new Failure('**** Only garbage was found in the patch input.', 2)
}

function reversed(change: ReturnType<typeof parsePatch>[number]) {
  const flip = (line: string) =>
    line.startsWith('-') ? `+${line.slice(1)}` : line.startsWith('+') ? `-${line.slice(1)}` : line
  return {
    ...change,
    hunks: change.hunks.map((hunk) => ({
      ...hunk,
      oldStart: hunk.newStart,
      oldLines: hunk.newLines,
      newStart: hunk.oldStart,
      newLines: hunk.oldLines,
      lines: hunk.lines.map(flip),
    })),
  }
}
