import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformWithOxc } from 'vite'
import { freePort } from './port.ts'

// The platform's side of containers, on this machine: each is a process of container/server.py, started when it is asked
// for. What a session speaks to is the real Computer over a `ctx.container` that has the platform's shape.

const root = fileURLToPath(new URL('..', import.meta.url))
const computer = 'src/sandbox/python/container/computer.ts'

interface Running {
  child: ChildProcess
  folder: string
  port: number
}

const running = new Map<string, Running>()

process.once('exit', () => {
  for (const name of running.keys()) end(name)
})

const WORKER = `
import { DurableObject } from 'cloudflare:workers'
import { askContainer } from './computer.js'

export class Computer extends DurableObject {
  #isRunning = false

  fetch(request) {
    const name = this.ctx.id.toString()
    const platform = (address, init) => this.env.PLATFORM.fetch('http://platform/' + name + address, init)
    if (new URL(request.url).hostname === 'platform') {
      this.#isRunning = false
      return platform('/end')
    }
    if (new URL(request.url).hostname === 'state') return new Response(this.#isRunning ? 'running' : 'ended')
    const object = this
    const container = {
      get running() { return object.#isRunning },
      start: (options) => {
        object.#isRunning = true
        object.ctx.waitUntil(platform('/start', { method: 'POST', body: JSON.stringify(options) }))
      },
      destroy: async () => {
        object.#isRunning = false
        await platform('/end')
      },
      setInactivityTimeout: async () => {},
      getTcpPort: (port) => ({
        fetch: async (input, init) => {
          const { pathname } = new URL(input.url ?? input)
          const asked = typeof input === 'string' ? init : { method: input.method, body: input.body }
          const answer = await platform('/' + port + pathname, asked)
          if (answer.headers.get('refused')) throw new Error('connection refused')
          return answer
        },
      }),
    }
    return askContainer(container, request)
  }
}
export default { fetch: () => new Response(null, { status: 404 }) }
`

/** A Worker for Miniflare that has the class Computer. */
export async function containersWorker() {
  const { code } = await transformWithOxc(readFileSync(join(root, computer), 'utf8'), computer, { tsconfig: false })
  return {
    name: 'containers',
    compatibilityDate: '2026-10-01',
    modules: [
      { type: 'ESModule' as const, path: 'main.js', contents: WORKER },
      { type: 'ESModule' as const, path: 'computer.js', contents: code },
    ],
    durableObjects: { COMPUTERS: { className: 'Computer', useSQLite: true } },
    serviceBindings: { PLATFORM: answer },
  }
}

async function answer(request: { url: string; method: string; arrayBuffer(): Promise<ArrayBuffer> }) {
  const { Response } = await import('miniflare')
  const [, name = '', what = '', ...path] = new URL(request.url).pathname.split('/')
  if (what === 'end') end(name)
  else if (what === 'start') await start(name, JSON.parse(new TextDecoder().decode(await request.arrayBuffer())))
  else {
    const place = running.get(name)
    if (!place) return new Response(null, { headers: { refused: 'yes' } })
    const body = request.method === 'GET' ? null : await request.arrayBuffer()
    const address = `http://127.0.0.1:${place.port}/${path.join('/')}`
    const reached = await fetch(address, { method: request.method, body }).catch(() => undefined)
    if (!reached) return new Response(null, { headers: { refused: 'yes' } })
    const { status, headers, body: told } = reached
    const length = headers.get('content-length')
    return new Response(told as ConstructorParameters<typeof Response>[0], {
      status,
      headers: length === null ? {} : { 'content-length': length },
    })
  }
  return new Response()
}

async function start(name: string, options: { enableInternet?: boolean }): Promise<void> {
  if (options.enableInternet !== false) throw new Error('A container with a way to the internet was asked for.')
  const port = await freePort(0, '127.0.0.1')
  const folder = mkdtempSync(join(tmpdir(), 'okcvm-container-'))
  const child = spawn('python3', [join(root, 'container/server.py')], {
    env: {
      ...process.env,
      OKCVM_ROOT: join(folder, 'okcomputer'),
      OKCVM_HOST: '127.0.0.1',
      OKCVM_MEMORY_MIB: '512',
      PORT: String(port),
      PYTHONPATH: join(root, 'src/sandbox/python/runtime'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // The tests' end does not wait for it.
  child.unref()
  running.set(name, { child, folder, port })
}

function end(name: string): void {
  const place = running.get(name)
  running.delete(name)
  place?.child.kill('SIGTERM')
  if (place) rmSync(place.folder, { recursive: true, force: true })
}
