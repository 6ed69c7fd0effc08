import type * as z from 'zod'
import { cutArgumentsProblem } from '../agent/step-size'
import { type Tool, type Toolbox, type ToolContent, ToolError } from '../agent/tool'
import { isAppError } from '../errors'
import { reportUnexpected } from '../telemetry'
import type { Preview } from '../wire/preview'
import { previewOf } from './preview-of'

export interface ToolOutcome {
  status: 'success' | 'error'
  output: string
  images: { path: string; mediaType: string }[]
  preview: Preview | null
  /** The result was too long to keep here; the file that holds the whole. */
  spilledTo?: string
}

/** A longer result goes to a file of the workspace, and the model reads its beginning and where the rest is. */
const OUTPUT_MAX_CHARS = 100_000

/**
 * Runs one call. Whatever goes wrong is its outcome, in a sentence for the model; only the turn's own stop is thrown.
 */
export async function runTool(
  tool: Tool | undefined,
  name: string,
  input: unknown,
  toolbox: Toolbox,
): Promise<ToolOutcome> {
  if (!tool) return failed(`There is no tool "${name}". Use one of the tools you were given.`, null)
  const cut = cutArgumentsProblem(name, input)
  if (cut) return failed(cut, null)
  const parsed = tool.input.safeParse(input)
  if (!parsed.success)
    return failed(`${name}: ${problemsOf(parsed.error)}. Correct the arguments and call it again.`, null)
  const preview = previewOf(tool, parsed.data)
  try {
    const result = await untilAborted(tool.run(parsed.data, toolbox), toolbox.signal)
    const content = contentOf(tool, result)
    const { text, images } = typeof content === 'string' ? { text: content, images: [] } : content
    const shown = previewOf(tool, parsed.data, result)
    return { status: 'success', images, preview: shown, ...(await withinLimit(text, toolbox)) }
  } catch (error) {
    toolbox.signal.throwIfAborted()
    return failed(sentenceFor(error, name), preview)
  }
}

/** A failure may quote what the model or another server wrote, and is told whole. */
const FAILURE_CHARS = 20_000

export function failed(sentence: string, preview: Preview | null): ToolOutcome {
  const output = sentence.length <= FAILURE_CHARS ? sentence : `${sentence.slice(0, FAILURE_CHARS - 1)}…`
  return { status: 'error', output, images: [], preview }
}

/** For the model: what it can act on; of anything unexpected only that it happened. */
export function sentenceFor(error: unknown, name: string): string {
  if (error instanceof ToolError || isAppError(error)) return error.message
  reportUnexpected(error, { tool: name })
  return `${name} failed for a reason of its own. Try once more; if it fails again, do without it and say so.`
}

function contentOf(tool: Tool, result: unknown): ToolContent {
  if (tool.content) return tool.content(result)
  return typeof result === 'string' ? result : JSON.stringify(result)
}

const PROBLEMS_MAX = 5

function problemsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, PROBLEMS_MAX)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
}

async function withinLimit(text: string, toolbox: Toolbox): Promise<Pick<ToolOutcome, 'output' | 'spilledTo'>> {
  if (text.length <= OUTPUT_MAX_CHARS) return { output: text }
  const spilledTo = `tool-output/${toolbox.invocationId}.txt`
  await toolbox.files.write(spilledTo, text)
  const where = `[Cut after ${OUTPUT_MAX_CHARS} of ${text.length} characters. The whole is in /mnt/okcomputer/${spilledTo}.]`
  return { output: `${text.slice(0, OUTPUT_MAX_CHARS)}\n${where}`, spilledTo }
}

/** A tool that does not heed its signal still cannot hold a stopped turn. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
