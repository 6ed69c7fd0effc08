import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider'

export type Prompt = LanguageModelV4Prompt

/** One tool call of a past step with what came of it. */
export interface HistoryCall {
  callId: string
  name: string
  input: unknown
  output: string
  failed: boolean
  images: { path: string; mediaType: string; bytes: Uint8Array }[]
}

export interface HistoryStep {
  text: string
  reasoning: string
  calls: HistoryCall[]
}

/** A message as the session keeps it, in the order of the active branch. */
export type HistoryMessage =
  | { role: 'user'; text: string; files: { path: string; sizeBytes: number }[] }
  | { role: 'assistant'; steps: HistoryStep[]; current: boolean }

/** The stored history as the model's prompt. Reasoning goes back only within the turn that is running. */
export function promptFrom(system: string, history: readonly HistoryMessage[]): Prompt {
  return [{ role: 'system', content: system }, ...history.flatMap(messagesOf)]
}

function messagesOf(message: HistoryMessage): LanguageModelV4Message[] {
  if (message.role === 'user') return [{ role: 'user', content: [{ type: 'text', text: userText(message) }] }]
  return message.steps.flatMap((step) => stepMessages(step, message.current))
}

function userText({ text, files }: HistoryMessage & { role: 'user' }): string {
  if (files.length === 0) return text
  const list = files.map(({ path, sizeBytes }) => `- /mnt/okcomputer/${path} (${sizeBytes} bytes)`).join('\n')
  return `${text}\n\nFiles uploaded with this message:\n${list}`
}

function stepMessages({ text, reasoning, calls }: HistoryStep, current: boolean): LanguageModelV4Message[] {
  const content: Extract<LanguageModelV4Message, { role: 'assistant' }>['content'] = []
  if (current && reasoning !== '') content.push({ type: 'reasoning', text: reasoning })
  if (text !== '') content.push({ type: 'text', text })
  for (const { callId, name, input } of calls)
    content.push({ type: 'tool-call', toolCallId: callId, toolName: name, input })
  if (content.length === 0) return []
  const messages: LanguageModelV4Message[] = [{ role: 'assistant', content }]
  if (calls.length > 0) messages.push({ role: 'tool', content: calls.map(toolResult) })
  const images = calls.flatMap((call) => call.images)
  if (images.length > 0) messages.push(imageMessage(images))
  return messages
}

function toolResult({ callId, name, output, failed }: HistoryCall) {
  return {
    type: 'tool-result' as const,
    toolCallId: callId,
    toolName: name,
    output: { type: failed ? ('error-text' as const) : ('text' as const), value: output },
  }
}

/** Chat Completions takes images from users only, so what a tool read follows its results. */
function imageMessage(images: HistoryCall['images']): LanguageModelV4Message {
  const names = images.map(({ path }) => `/mnt/okcomputer/${path}`).join(', ')
  return {
    role: 'user',
    content: [
      { type: 'text', text: `The images that the tool read: ${names}` },
      ...images.map(({ mediaType, bytes }) => ({
        type: 'file' as const,
        mediaType,
        data: { type: 'data' as const, data: bytes },
      })),
    ],
  }
}
