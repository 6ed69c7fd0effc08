import { readFileSync } from 'node:fs'

export interface Usage {
  inputTokens: number | null
  cachedTokens: number | null
  outputTokens: number | null
  reasoningTokens: number | null
}

/** What one recorded answer says, read for itself: nothing of the Worker's own reading is used here. */
export interface Recording {
  lines: string[]
  text: string
  reasoning: string
  calls: { name: string; arguments: string }[]
  usage: Usage
  /** The recording ends in an error of the provider. */
  fails: boolean
}

type Json = Record<string, unknown>

/** A file of one `chat.completion.chunk` a line. Throws where a line is no JSON. */
export function readRecording(path: string): Recording {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const recording: Recording = { lines, text: '', reasoning: '', calls: [], usage: usageOf({}), fails: false }
  const calls = new Map<unknown, { name: string; arguments: string }>()
  let lastKey: unknown
  for (const line of lines) {
    const chunk: Json = JSON.parse(line)
    if (chunk.error) {
      recording.fails = true
      break
    }
    const choice = object(array(chunk.choices)[0])
    const delta = object(choice.delta)
    recording.reasoning += textOf(delta.reasoning_content) || textOf(delta.reasoning)
    recording.text += textOf(delta.content)
    for (const entry of array(delta.tool_calls).map(object)) {
      const fn = object(entry.function)
      lastKey = entry.index ?? entry.id ?? lastKey
      const call = calls.get(lastKey) ?? { name: '', arguments: '' }
      calls.set(lastKey, call)
      call.name ||= textOf(fn.name)
      call.arguments += textOf(fn.arguments)
    }
    const usage = chunk.usage ?? object(chunk.x_groq).usage
    if (usage) recording.usage = usageOf(object(usage))
  }
  return { ...recording, calls: [...calls.values()] }
}

function usageOf(usage: Json): Usage {
  return {
    inputTokens: number(usage.prompt_tokens),
    cachedTokens: number(object(usage.prompt_tokens_details).cached_tokens),
    outputTokens: number(usage.completion_tokens),
    reasoningTokens: number(object(usage.completion_tokens_details).reasoning_tokens),
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** A string, or the parts of a content list. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((part) => textOf(object(part).text)).join('')
  return typeof value === 'string' ? value : ''
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
