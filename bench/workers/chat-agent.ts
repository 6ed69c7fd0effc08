import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { AIChatAgent, type OnChatMessageOptions } from '@cloudflare/ai-chat'
import { routeAgentRequest } from 'agents'
import { convertToModelMessages, streamText } from 'ai'

interface Env {
  PROVIDER_URL: string
  ChatAgent: DurableObjectNamespace
}

type OnFinish = Parameters<AIChatAgent<Env>['onChatMessage']>[0]

/** (c) AIChatAgent as its documentation writes it. */
export class ChatAgent extends AIChatAgent<Env> {
  override async onChatMessage(onFinish: OnFinish, options?: OnChatMessageOptions) {
    const provider = createOpenAICompatible({ name: 'bench', baseURL: this.env.PROVIDER_URL, includeUsage: true })
    const result = streamText({
      model: provider('bench'),
      messages: await convertToModelMessages(this.messages),
      onFinish,
      ...(options?.abortSignal ? { abortSignal: options.abortSignal } : {}),
    })
    return result.toUIMessageStreamResponse()
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    return (await routeAgentRequest(request, env)) ?? new Response('Not found', { status: 404 })
  },
}
