import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { streamText } from 'ai'

interface Env {
  PROVIDER_URL: string
}

/** (b) The AI SDK in a bare Worker: nothing is kept. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { message } = await request.json<{ message: string }>()
    const provider = createOpenAICompatible({ name: 'bench', baseURL: env.PROVIDER_URL, includeUsage: true })
    const result = streamText({ model: provider('bench'), messages: [{ role: 'user', content: message }] })
    return result.toUIMessageStreamResponse()
  },
}
