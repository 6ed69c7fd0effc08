import * as z from 'zod'
import { defineTool, type PythonOutcome, type Shown, type WorkspaceFiles } from '../agent/tool'
import type { Preview } from '../wire/preview'
import { endOf, textOf } from './preview-text'

/** What watchers see of running code: the log keeps a row for each look, so each is small. */
const LOOK_CHARS = 1500

/** Of what was printed, in the model's answer. */
const OUTPUT_MAX_CHARS = 20_000

interface Picture {
  path: string
  sizeBytes: number
}

interface CellResult extends Omit<PythonOutcome, 'shown'> {
  shown: Shown[]
  /** Displayed pictures, as files of the workspace. */
  pictures: Picture[]
}

export const ipython = defineTool({
  name: 'mshtools-ipython',
  description:
    'Run Python in an interpreter that lives on between calls: variables, functions and imports stay. The working ' +
    'folder is /mnt/okcomputer, the workspace; files written there are kept. The value of the last expression is shown, ' +
    'display(thing) shows more, a line !command runs in bash. There is the standard library and the module plot, which ' +
    'draws line, bar, scatter, histogram and heatmap as SVG (help(plot)). Some installations have numpy, pandas and ' +
    'matplotlib: where an import fails, its error says what there is. Nothing can be installed. Set restart to begin ' +
    'without variables.',
  input: z.strictObject({
    code: z.string().min(1).describe('One cell of Python.'),
    restart: z.boolean().default(false).describe('Forget all variables first.'),
  }),
  effect: 'workspace',

  async run(input, { python, files, progress, invocationId }): Promise<CellResult> {
    const onOutput = (text: string) => progress(terminal(input.code, { text: text.slice(-LOOK_CHARS), exitCode: null }))
    const outcome = await python.run({ ...input, onOutput })
    const kept = await withinLimit(outcome, files, invocationId)
    return { ...kept, pictures: await keepPictures(outcome.shown, files, invocationId) }
  },

  content({ output, shown, error, notes, pictures }) {
    const result = shown.find(({ isResult }) => isResult)
    const displayed = shown.filter(({ isResult }) => !isResult).map(({ text }) => text)
    const answer = {
      ...(output === '' ? {} : { output }),
      ...(result ? { result: result.text } : {}),
      ...(displayed.length > 0 ? { displayed } : {}),
      ...(pictures.length > 0 ? { pictures: pictures.map(({ path }) => `/mnt/okcomputer/${path}`) } : {}),
      ...(error === null ? {} : { error }),
      ...(notes.length > 0 ? { notes } : {}),
    }
    return JSON.stringify(answer)
  },

  preview({ code }, result) {
    if (!result) return terminal(textOf(code), { text: '', exitCode: null })
    const { error, pictures } = result
    const picture = pictures.at(-1)
    if (picture && error === null) return { kind: 'image', title: titleOf(textOf(code)), ...picture }
    return terminal(textOf(code), { text: printed(result), exitCode: error === null ? 0 : 1 })
  },
})

/** A long output goes to a file of the workspace; the model reads its two ends and where the rest is. */
async function withinLimit(outcome: PythonOutcome, files: WorkspaceFiles, id: string): Promise<PythonOutcome> {
  const { output, notes } = outcome
  if (output.length <= OUTPUT_MAX_CHARS) return outcome
  const { path } = await files.write(`tool-output/${id}.txt`, output)
  const half = OUTPUT_MAX_CHARS / 2
  const note = `The output has ${output.length} characters; the whole is in /mnt/okcomputer/${path}.`
  return { ...outcome, output: `${output.slice(0, half)}\n…\n${output.slice(-half)}`, notes: [...notes, note] }
}

/** As files, so that a person can open them, the model can build on them, and a reload finds them. */
async function keepPictures(shown: Shown[], files: WorkspaceFiles, invocationId: string): Promise<Picture[]> {
  const pictures: Picture[] = []
  for (const { svg, png } of shown) {
    const place = `output/figures/${invocationId}-${pictures.length + 1}`
    if (svg) pictures.push(await files.write(`${place}.svg`, svg))
    else if (png) pictures.push(await files.write(`${place}.png`, Uint8Array.fromBase64(png)))
  }
  return pictures.map(({ path, sizeBytes }) => ({ path, sizeBytes }))
}

function printed({ output, shown, error, notes }: CellResult): string {
  const parts = [output.replace(/\n$/, ''), ...shown.map(({ text }) => text), error ?? '', ...notes]
  return parts.filter((part) => part !== '').join('\n')
}

function terminal(code: string, { text, exitCode }: { text: string; exitCode: number | null }): Preview {
  const { text: end, cut } = endOf(text)
  return {
    kind: 'terminal',
    title: titleOf(code),
    command: code.slice(0, 4000),
    text: end,
    exitCode,
    ...(cut ? { cut } : {}),
  }
}

/** The first line that says something. */
function titleOf(code: string): string {
  const line = code.split('\n').find((each) => each.trim() !== '' && !/^\s*(?:import|from)\b/.test(each))
  return (line ?? code.split('\n', 1)[0] ?? '').trim().slice(0, 120) || 'python'
}
