import type { LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultPart } from '@ai-sdk/provider'

export type Language = 'en' | 'zh'

export interface ToolAnswer {
  name: string
  input: Record<string, unknown>
  output: string
  failed: boolean
}

/** What the demo model knows of a conversation; read out of the prompt anew at every step. */
export interface DemoTurn {
  /** What the person wrote last. */
  wish: string
  language: Language
  tools: readonly string[]
  /** What the tools answered since then, in order. */
  answers: readonly ToolAnswer[]
  /** What they had answered before. */
  earlier: readonly ToolAnswer[]
  /** Uploaded files, as full paths. */
  uploads: readonly string[]
  callsBefore: number
  stepsBefore: number
}

export function readTurn(prompt: LanguageModelV4Prompt, tools: readonly string[]): DemoTurn {
  const at = prompt.findLastIndex(isWish)
  const message = prompt[at]
  const wish = message ? spoken(message) : ''
  const before = prompt.slice(0, Math.max(0, at))
  return {
    wish: wish.split('\n\nFiles uploaded with this message:')[0]?.trim() ?? '',
    language: /\p{Script=Han}/u.test(wish) ? 'zh' : 'en',
    tools,
    answers: answersIn(prompt.slice(at + 1)),
    earlier: answersIn(before),
    uploads: uploadsIn(prompt),
    callsBefore: callsIn(prompt).length,
    stepsBefore: prompt.filter(({ role }) => role === 'assistant').length,
  }
}

/** Images that a tool read follow its result as a user's message; nobody wrote that one. */
function isWish(message: LanguageModelV4Message): boolean {
  return message.role === 'user' && !message.content.some((part) => part.type === 'file')
}

function spoken(message: LanguageModelV4Message): string {
  if (message.role !== 'user') return ''
  return message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}

function callsIn(prompt: LanguageModelV4Prompt) {
  return prompt.flatMap((message) =>
    message.role === 'assistant' ? message.content.flatMap((part) => (part.type === 'tool-call' ? [part] : [])) : [],
  )
}

function answersIn(prompt: LanguageModelV4Prompt): ToolAnswer[] {
  const results = prompt.flatMap((message) => (message.role === 'tool' ? message.content : []))
  const byId = new Map(
    results.flatMap((part) => (part.type === 'tool-result' ? [[part.toolCallId, part] as const] : [])),
  )
  return callsIn(prompt).flatMap(({ toolCallId, toolName, input }) => {
    const result = byId.get(toolCallId)
    return result ? [{ name: toolName, input: inputOf(input), ...outputOf(result) }] : []
  })
}

function inputOf(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {}
}

function outputOf({ output }: LanguageModelV4ToolResultPart): Pick<ToolAnswer, 'output' | 'failed'> {
  switch (output.type) {
    case 'text':
      return { output: output.value, failed: false }
    case 'error-text':
      return { output: output.value, failed: true }
    case 'execution-denied':
      return { output: output.reason ?? 'The call was not allowed.', failed: true }
    case 'content':
      return { output: output.value.map((part) => (part.type === 'text' ? part.text : '')).join(''), failed: false }
    default:
      return { output: JSON.stringify(output.value), failed: output.type === 'error-json' }
  }
}

function uploadsIn(prompt: LanguageModelV4Prompt): string[] {
  const texts = prompt.map((message) => (message.role === 'system' ? message.content : spoken(message)))
  const listed = texts.flatMap((text) =>
    [...text.matchAll(/^- (\/mnt\/okcomputer\/.+) \(\d+ bytes\)$/gm)].map((match) => match[1] ?? ''),
  )
  return [...new Set(listed)]
}
