import { DurableObject } from 'cloudflare:workers'

const PORT = 8080

/** Longer than the longest call; afterwards variables are lost, and nothing is paid for. */
const SLEEPS_AFTER_MS = 15 * 60 * 1000

const STARTS_WITHIN_MS = 60_000
const BETWEEN_TRIES_MS = 250

/** One conversation's container: started when it is asked, and without a way to the internet. */
export class Computer extends DurableObject {
  override async fetch(request: Request): Promise<Response> {
    const { container } = this.ctx
    if (!container) return new Response('There is no [[containers]] for the class Computer.', { status: 501 })
    return askContainer(container, request)
  }
}

/** Answers 503 where it does not start in time. To delete the container is to end it, with all that is in it. */
export async function askContainer(container: Container, request: Request): Promise<Response> {
  if (request.method === 'DELETE') {
    if (container.running) await container.destroy()
    return new Response(null, { status: 204 })
  }
  if (!container.running) container.start({ enableInternet: false })
  if (!(await listens(container))) return new Response('It does not start.', { status: 503 })
  await container.setInactivityTimeout(SLEEPS_AFTER_MS)
  return container.getTcpPort(PORT).fetch(request)
}

/** A container that was started takes a while until its program listens. */
async function listens(container: Container): Promise<boolean> {
  for (let tries = STARTS_WITHIN_MS / BETWEEN_TRIES_MS; tries > 0; tries--) {
    try {
      const health = await container.getTcpPort(PORT).fetch('http://container/health')
      await health.body?.cancel()
      if (health.ok) return true
    } catch {
      // Nothing listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS))
  }
  return false
}
