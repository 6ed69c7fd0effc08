import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { operatorNetwork, publicNetwork } from '../network.ts'
import { startServer } from '../server.ts'
import { buildVariant } from '../variant.ts'
import { temporaryFolder } from './running.ts'

/** The Worker whose guard waves every address through: what still stops a request is the network alone. */
let blind: string

beforeAll(async () => {
  blind = await buildVariant({
    '../tools/index': 'worker-tests/egress/blind/tools.ts',
    './destination': 'worker-tests/egress/blind/destination.ts',
  })
})

/** Ways to write this machine. */
const insides = ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::ffff:127.0.0.1]', '2130706433', '127.1']

test('a name that was looked up as public reaches no loopback listener, and the operator’s own model answers', async () => {
  const sink = await listening((_, response) => response.end('inside'))
  const questions: string[] = []
  const dns = await listening((request, response) => {
    questions.push(request.url ?? '')
    response.end(JSON.stringify({ Status: 0, Answer: [{ type: 1, TTL: 60, data: '93.184.215.14' }] }))
  })
  const urls = insides.map((host) => `http://${host}:${sink.port}/`)
  const calls = [...urls]
  const model = await listening((_, response) => {
    const url = calls.shift()
    const delta = url ? { tool_calls: [callOf(url)] } : { content: 'Nobody was there.' }
    const chunk = { id: 'x', choices: [{ index: 0, delta, finish_reason: url ? 'tool_calls' : 'stop' }] }
    response.setHeader('content-type', 'text/event-stream').end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`)
  })
  const server = await startServer({
    dataDir: temporaryFolder(),
    worker: blind,
    vars: {
      OKCVM_OPEN_ACCESS: 'loopback',
      OKCVM_CHAT_BASE_URL: `${model.url}/v1`,
      OKCVM_CHAT_MODEL: 'scripted',
      OKCVM_DOH_URL: `${dns.url}/dns-query`,
    },
  })
  onTestFinished(() => server.stop())

  const response = await fetch(`${server.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Go', stream: false }),
  })
  const { reply, tool_calls: made } = await response.json()
  expect(reply).toBe('Nobody was there.')
  const hosts = urls.map((url) => new URL(url).hostname)
  expect(made.map((call: { tool_output: string }) => call.tool_output)).toEqual(
    hosts.map(
      (host) => `${host} could not be reached, or broke the connection. Check the address, or try again later.`,
    ),
  )
  expect(questions).not.toEqual([])
  expect(sink.requests).toBe(0)
})

test('the public network refuses this machine, which the operator’s reaches', async () => {
  const sink = await listening((_, response) => response.end('inside'))
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: 'asker',
          modules: true,
          script: `export default { async fetch(request, env) {
            const { url, network } = await request.json()
            const asked = network === 'operator' ? env.OPERATOR_NETWORK.fetch(url) : fetch(url)
            return asked.catch((error) => new Response('refused: ' + error.message))
          } }`,
          serviceBindings: { OPERATOR_NETWORK: operatorNetwork },
          outboundService: publicNetwork.name,
        },
        publicNetwork,
      ],
    }),
  )
  onTestFinished(() => miniflare.dispose())
  const ask = async (network: string, host: string) => {
    const body = JSON.stringify({ url: `http://${host}:${sink.port}/`, network })
    return (await miniflare.dispatchFetch('http://asker/', { method: 'POST', body })).text()
  }
  expect(await ask('operator', '127.0.0.1')).toBe('inside')
  for (const host of insides) expect(await ask('public', host)).toMatch(/^refused: /)
  expect(sink.requests).toBe(1)
})

function callOf(url: string) {
  const input = JSON.stringify({ url })
  return {
    index: 0,
    id: crypto.randomUUID(),
    type: 'function',
    function: { name: 'test-fetch_none', arguments: input },
  }
}

interface Listener {
  url: string
  port: number
  requests: number
}

async function listening(listener: RequestListener): Promise<Listener> {
  const server = createServer((request, response) => {
    heard.requests += 1
    listener(request, response)
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const heard: Listener = { url: `http://127.0.0.1:${port}`, port, requests: 0 }
  return heard
}
