interface Env {
  PROVIDER_URL: string
}

/** (a) The least that can stand between a client and a provider: it passes the provider's stream on as it is. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { message } = await request.json<{ message: string }>()
    const body = JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: message }] })
    const headers = { 'content-type': 'application/json' }
    const { body: stream } = await fetch(`${env.PROVIDER_URL}/chat/completions`, { method: 'POST', headers, body })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  },
}
