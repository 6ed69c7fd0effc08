import { exports } from 'cloudflare:workers'

/** Open access wants a loopback Host, so every test speaks to this address. */
export const ORIGIN = 'http://127.0.0.1:8787'

/** One request through the Worker's own door, as a browser or a program would make it. */
export function fetchWorker(path: string, init?: RequestInit): Promise<Response> {
  return exports.default.fetch(new Request(new URL(path, ORIGIN), init))
}
