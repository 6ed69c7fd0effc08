import { chatAgentClient } from './clients/chat-agent-client.ts'
import type { Client } from './clients/conversation.ts'
import { pipeClient, streamTextClient } from './clients/http-client.ts'
import { okcvmChatClient, okcvmTurnsClient } from './clients/okcvm-client.ts'

export const LETTERS = ['a', 'b', 'c', 'd'] as const
export type Letter = (typeof LETTERS)[number]

export interface Contestant {
  name: string
  /** Under workers/; OKCVM is built by the project itself. */
  worker?: string
  counted?: string
  objects?: string
  client: Client
  /** A second way to talk to it. */
  watching?: Client
}

export const contestants: Record<Letter, Contestant> = {
  a: { name: 'bare pipe', worker: 'pipe', client: pipeClient },
  b: { name: 'streamText', worker: 'stream-text', client: streamTextClient },
  c: {
    name: 'AIChatAgent',
    worker: 'chat-agent',
    counted: 'chat-agent-counted',
    objects: 'ChatAgent',
    client: chatAgentClient,
  },
  d: { name: 'OKCVM', counted: 'okcvm-counted', client: okcvmChatClient, watching: okcvmTurnsClient },
}
