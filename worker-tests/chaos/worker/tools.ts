import { env } from 'cloudflare:workers'
import * as z from 'zod'
import { defineTool, type Tool } from '../../../src/agent/tool'
import { operatorFetch } from '../../../src/egress/operator'
import { tools as ours } from '../../../src/tools/index'

/** Takes the place of src/tools/index.ts in the chaos build: the real tools, and one of each effect that tells on itself. */
const Input = z.strictObject({
  /** Never used for two calls, so that a second execution shows whatever invocation it ran under. */
  token: z.string(),
  /** Where executions are counted. */
  counter: z.string(),
})
type Input = z.infer<typeof Input>

const FILE = 'notes.txt'

const look = defineTool({
  name: 'chaos_look',
  description: 'Looks at nothing.',
  input: Input,
  effect: 'none',
  async run(input, { invocationId, signal }) {
    await knock(input, invocationId, signal)
    return `Looked at ${input.token}.`
  },
  preview,
})

const note = defineTool({
  name: 'chaos_note',
  description: 'Adds a line to a file of the workspace.',
  input: Input,
  effect: 'workspace',
  async run(input, { invocationId, signal, files }) {
    await knock(input, invocationId, signal)
    const before = files.find(FILE) ? await (await files.read(FILE)).text() : ''
    await files.write(FILE, `${before}${input.token}\n`)
    return `Noted ${input.token}.`
  },
  preview,
})

const pay = defineTool({
  name: 'chaos_pay',
  description: 'Pays once for each key.',
  input: Input,
  effect: 'keyed',
  async run(input, { invocationId, signal }) {
    await knock(input, invocationId, signal)
    return tell('effect', input, invocationId, signal)
  },
  preview,
})

const post = defineTool({
  name: 'chaos_post',
  description: 'Posts a letter that cannot be taken back.',
  input: Input,
  effect: 'outside',
  async run(input, { invocationId, signal }) {
    await knock(input, invocationId, signal)
    return tell('effect', input, invocationId, signal)
  },
  preview,
})

export const tools: readonly Tool[] = [...ours, look, note, pay, post]

export function findTool(name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name)
}

/** Says that the call runs; it is no effect of the call, so a second one does no harm. */
function knock(input: Input, key: string, signal: AbortSignal): Promise<string> {
  return tell('knock', input, key, signal)
}

async function tell(what: 'knock' | 'effect', { token, counter }: Input, key: string, signal: AbortSignal) {
  // The counter listens on loopback, where tools cannot reach.
  const response = await operatorFetch(env)(`${counter}/${what}?token=${token}&key=${key}`, { method: 'POST', signal })
  return response.text()
}

function preview({ token = '…' }: Partial<Input>) {
  return { kind: 'text' as const, title: token, text: token }
}
