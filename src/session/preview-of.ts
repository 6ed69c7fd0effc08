import type { Tool } from '../agent/tool'
import { reportUnexpected } from '../telemetry'
import type { Preview } from '../wire/preview'

/** In JSON, more than any tool shows. The row that holds it also holds the call's arguments, and a row holds 2 MB. */
const PREVIEW_MAX_CHARS = 150_000
const TITLE_CHARS = 200

/** What people see of a call. A tool that cannot say so fails nothing: its preview is missing, and the operator is told. */
export function previewOf(tool: Tool | undefined, input: unknown, result?: unknown): Preview | null {
  if (!tool || !isRecord(input)) return null
  try {
    return withinLimit(tool.preview(input, result))
  } catch (error) {
    reportUnexpected(error, { preview: tool.name })
    return null
  }
}

/** Tools cut what they expect to be long; this is for arguments that nobody expects. */
function withinLimit(preview: Preview): Preview {
  if (JSON.stringify(preview).length <= PREVIEW_MAX_CHARS) return preview
  return { kind: 'text', title: preview.title.slice(0, TITLE_CHARS), text: '', cut: true }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
