import type { Tool } from '../agent/tool'
import { reportUnexpected } from '../telemetry'
import type { Preview } from '../wire/preview'

/** What people see of a call. A tool that cannot say so fails nothing: its preview is missing, and the operator is told. */
export function previewOf(tool: Tool | undefined, input: unknown, result?: unknown): Preview | null {
  if (!tool || !isRecord(input)) return null
  try {
    return tool.preview(input, result)
  } catch (error) {
    reportUnexpected(error, { preview: tool.name })
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
