/** One function per event worth counting or tracing; the platform's logs take them as JSON lines. */

/** A failure nobody expected. The person reads a plain sentence; the operator finds the cause by the request's id. */
export function reportUnexpected(error: unknown, about: Record<string, unknown> = {}): void {
  const cause =
    error instanceof Error
      ? { name: error.name, message: error.message, stack: error.stack }
      : { message: String(error) }
  console.error(JSON.stringify({ event: 'unexpected', ...about, ...cause }))
}
