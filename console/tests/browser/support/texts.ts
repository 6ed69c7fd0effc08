import type { Visitor } from './visitor.ts'

interface MessagePage {
  messages: { role: string; parts: { type: string; text?: string }[] }[]
}

/** The text of the newest answer as the server keeps it; asked past a broken line where the server's own address is given. */
export async function storedText(visitor: Visitor, server?: string): Promise<string> {
  const { messages } = await visitor.api<MessagePage>(`/api/conversations/${visitor.conversation}/messages`, server)
  const answer = messages.findLast(({ role }) => role === 'assistant')
  return (answer?.parts ?? []).map(({ type, text = '' }) => (type === 'text' ? text : '')).join('')
}

/** The text of the newest answer as it stands on screen, a blank line between paragraphs. */
export async function textOnScreen({ answers }: Visitor): Promise<string> {
  return (await answers.last().locator('.prose > p').allTextContents()).join('\n\n')
}
