/** Server-sent events as the WHATWG HTML standard frames them: `id` and `data`, no `event`. */

const encoder = new TextEncoder()

export const HEARTBEAT_FRAME = 'data: {"type":"heartbeat"}\n\n'

export function frame(id: string, data: string): string {
  return `id: ${id}\ndata: ${data}\n\n`
}

/** Answers frames as they are produced, at the reader's pace; a reader that leaves ends the producer. */
export function eventStream(frames: AsyncGenerator<string>, headers: Record<string, string> = {}): Response {
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await frames.next()
        if (done) return controller.close()
        controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await frames.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
  // `Hono` and proxies must not compress or buffer a stream: each frame is wanted at once.
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'Content-Encoding': 'identity',
      ...headers,
    },
  })
}
