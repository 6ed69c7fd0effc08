import type { ServerResponse } from 'node:http'
import { freshWord } from '../fresh-word.ts'
import { pause } from '../pause.ts'
import type { ModelCall } from './provider.ts'
import { type Fault, type ScriptStep, TOOLS } from './script.ts'

/** Arguments come in pieces, as they do from real providers. */
const PIECE_CHARS = 9

/** Streams one step in fresh words, up to where the fault strikes. Notes in `call` what was said. */
export async function answer(
  response: ServerResponse,
  call: ModelCall,
  step: ScriptStep,
  fault: Fault | undefined,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const say = (delta: object, finish: string | null = null) => response.write(chunk(call.id, delta, finish))
  say({ role: 'assistant' })
  if (step.thinks) say({ reasoning_content: `Hm, ${freshWord()}. ` })
  const strikesAt = fault ? Math.floor(step.words / 2) : -1
  for (let n = 0; n < step.words; n++) {
    if (call.isClosed) return
    if (fault && n === strikesAt) return strike(response, fault)
    const word = `${freshWord()} `
    say({ content: word })
    call.text += word
    await pause(step.paceMs)
  }
  for (const [index, { token, effect, counter }] of call.calls.entries()) {
    const input = JSON.stringify({ token, counter })
    say({
      tool_calls: [{ index, id: `call_${token}`, type: 'function', function: { name: TOOLS[effect], arguments: '' } }],
    })
    for (let at = 0; at < input.length; at += PIECE_CHARS) {
      say({ tool_calls: [{ index, function: { arguments: input.slice(at, at + PIECE_CHARS) } }] })
    }
    await pause(step.paceMs)
  }
  say({}, call.calls.length > 0 ? 'tool_calls' : 'stop')
  response.write(data({ id: call.id, object: 'chat.completion.chunk', choices: [], usage: usageOf(step) }))
  response.end(data('[DONE]'))
  call.isWhole = !call.isClosed
}

/** Before anything of an answer came. True where that was the answer. */
export function refuse(response: ServerResponse, fault: Fault | undefined, waitSeconds: number): boolean {
  if (fault === 'limited') return fail(response, 429, 'Slow down', { 'retry-after': String(waitSeconds) })
  if (fault === 'broken') return fail(response, 503, 'The model is overloaded')
  if (fault === 'refused') return fail(response, 401, 'Invalid API key')
  return fault === 'silence'
}

function fail(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ error: { message } }))
  return true
}

/** A stall says nothing more: whoever waits has to hang up. */
function strike(response: ServerResponse, fault: Fault): void {
  if (fault === 'cut') response.destroy()
  if (fault === 'malformed') response.end('data: {"choices":[{"delta":{"content":"so\n\ndata: [DONE]\n\n')
  if (fault === 'truncated') response.end()
}

function chunk(id: string, delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }]
  return data({ id, object: 'chat.completion.chunk', created: 1_770_000_000, model: 'chaos-1', choices })
}

function usageOf({ words, calls }: ScriptStep) {
  const completion_tokens = words + calls.length
  return { prompt_tokens: 100, completion_tokens, total_tokens: 100 + completion_tokens }
}

function data(payload: object | string): string {
  return `data: ${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n\n`
}
