import * as z from 'zod'
import { defineTool, type PythonOutcome, type WorkspaceFiles } from '../agent/tool'
import type { CodeOutput, Preview } from '../wire/preview'
import { codeOutputs } from './code-outputs'
import { type Picture, showThings } from './displayed'
import { beginningOf, textOf } from './preview-text'

/** What watchers see of running code: the log keeps a row for each look, so each is small. */
const LOOK_CHARS = 1500
const LOOK_CODE_CHARS = 4000

/** Of what was printed, in the model's answer. */
const OUTPUT_MAX_CHARS = 20_000

interface CellResult extends PythonOutcome {
  /** Displayed pictures, as files of the workspace. */
  pictures: Picture[]
  seen: { outputs: CodeOutput[]; cut: boolean }
}

export const ipython = defineTool({
  name: 'mshtools-ipython',
  description:
    'Run Python in an interpreter that lives on between calls: variables, functions and imports stay. The working ' +
    'folder is /mnt/okcomputer, the workspace; files written there are kept. The value of the last expression is shown, ' +
    'display(thing) shows more, a line !command runs in bash; people see a list of dicts as a table. There is the ' +
    'standard library and the module plot, which draws line, bar, scatter, histogram and heatmap as SVG (help(plot)). ' +
    'Some installations have numpy, pandas and matplotlib: where an import fails, its error says what there is. Nothing ' +
    'can be installed. Set restart to begin without variables.',
  input: z.strictObject({
    code: z.string().min(1).describe('One cell of Python.'),
    restart: z.boolean().default(false).describe('Forget all variables first.'),
  }),
  effect: 'workspace',

  async run(input, { python, files, show, progress, invocationId }): Promise<CellResult> {
    const onOutput = (text: string) => progress(look(input.code, text))
    const outcome = await python.run({ ...input, onOutput })
    const kept = await withinLimit(outcome, files, invocationId)
    const { pictures, displayed } = await showThings(outcome.shown, { files, show, invocationId })
    const seen = codeOutputs({ ...outcome, notes: kept.notes }, displayed)
    return { ...kept, pictures, seen }
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
    const { text, cut } = beginningOf(textOf(code))
    const { outputs, cut: isCut } = result?.seen ?? { outputs: [], cut: false }
    const preview = codePreview(text, outputs, result ? result.error !== null : null)
    return cut || isCut ? { ...preview, cut: true } : preview
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

/** While it runs: what was printed last. */
function look(code: string, printed: string): Preview {
  const text = printed.slice(-LOOK_CHARS)
  const cut = printed.length > LOOK_CHARS ? { cut: true } : {}
  const outputs: CodeOutput[] = text === '' ? [] : [{ kind: 'text', title: '', text, ...cut }]
  const preview = codePreview(code.slice(0, LOOK_CODE_CHARS), outputs, null)
  return code.length > LOOK_CODE_CHARS ? { ...preview, cut: true } : preview
}

function codePreview(code: string, outputs: CodeOutput[], failed: boolean | null): Extract<Preview, { kind: 'code' }> {
  return { kind: 'code', title: titleOf(code), language: 'python', code, outputs, failed }
}

/** The first line that says something. */
function titleOf(code: string): string {
  const line = code.split('\n').find((each) => each.trim() !== '' && !/^\s*(?:import|from)\b/.test(each))
  return (line ?? code.split('\n', 1)[0] ?? '').trim().slice(0, 120) || 'python'
}
