/** Gives one part after another, `paceMs` apart. An abort ends the wait, and the stream, at once. */
export function pacedStream<T extends { type: string }>(
  parts: readonly T[],
  paceMs: number,
  signal: AbortSignal | undefined,
): ReadableStream<T> {
  const rest = parts[Symbol.iterator]()
  return new ReadableStream<T>(
    {
      async pull(controller) {
        if (signal?.aborted) return controller.error(stopped(signal))
        const { done, value } = rest.next()
        if (done) return controller.close()
        if (paceMs > 0 && value.type.endsWith('-delta')) await pause(paceMs, signal)
        controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(stopped(signal))
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}

function stopped(signal: AbortSignal | undefined): unknown {
  const reason: unknown = signal?.reason
  return reason instanceof Error && reason.name === 'AbortError'
    ? reason
    : new DOMException('The request was stopped.', 'AbortError')
}
