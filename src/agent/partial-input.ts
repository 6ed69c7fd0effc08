import { parsePartialJson } from 'ai'

/** What can be read of arguments that are still streaming; `{}` while that is nothing. */
export async function partialInput(text: string): Promise<Record<string, unknown>> {
  const { value } = await parsePartialJson(text)
  return isRecord(value) ? value : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
