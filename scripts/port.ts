import { createServer } from 'node:net'

export const DEFAULT_PORT = 8787

/** The first free port from `wanted` on; 0 asks the system for any. Throws where a hundred are taken. */
export async function freePort(wanted: number, host: string): Promise<number> {
  if (wanted === 0) return (await listen(0, host)) ?? 0
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port++) {
    if (await listen(port, host)) return port
  }
  throw new Error(`Port ${wanted} and the ports after it are taken. Set PORT to a free one.`)
}

/** Listens for a moment: the port, or undefined where somebody else has it. */
function listen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

/** `PORT` as a person sets it. Throws where it is no port. */
export function readPort(value: string | undefined): number {
  if (!value) return DEFAULT_PORT
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`PORT is "${value}", which is no port. Set it to a number from 1 to 65535.`)
}
