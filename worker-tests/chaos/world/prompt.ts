/** What the provider reads of a Chat Completions request. */
export interface Prompt {
  /** The message that the turn answers. */
  messageId: string
  /** Steps of that turn which the model has already made. */
  stepsMade: number
  /** Tokens of calls whose outcome the model is told to be unknown. */
  toldUnknown: string[]
}

interface Message {
  role: string
  content?: string | { type: string; text?: string }[] | null
  tool_calls?: { id: string; function: { arguments: string } }[]
  tool_call_id?: string
}

/** Every message carries its id in its text, for here. */
export function textWith(messageId: string): string {
  return `#${messageId}# Please go on.`
}

export function readPrompt(body: string): Prompt {
  const { messages }: { messages: Message[] } = JSON.parse(body)
  const question = messages.findLastIndex(({ role, content }) => role === 'user' && MARK.test(textOf(content)))
  const since = messages.slice(question + 1)
  return {
    messageId: MARK.exec(textOf(messages[question]?.content))?.[1] ?? '',
    stepsMade: since.filter(({ role }) => role === 'assistant').length,
    toldUnknown: unknownIn(messages),
  }
}

const MARK = /#([A-Za-z0-9_-]+)#/

function unknownIn(messages: Message[]): string[] {
  const tokens = new Map<string, string>()
  for (const { tool_calls = [] } of messages) {
    for (const call of tool_calls) tokens.set(call.id, JSON.parse(call.function.arguments).token)
  }
  return messages.flatMap(({ role, content, tool_call_id = '' }) => {
    if (role !== 'tool' || !textOf(content).startsWith('Outcome unknown')) return []
    const token = tokens.get(tool_call_id)
    return token === undefined ? [] : [token]
  })
}

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content
  return (content ?? []).map(({ text = '' }) => text).join('')
}
