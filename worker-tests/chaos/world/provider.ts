import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Random } from '../../support/random.ts'
import { freshWord } from '../fresh-word.ts'
import { answer, refuse } from './answer.ts'
import { addressOf, type Counter } from './counter.ts'
import { type Prompt, readPrompt } from './prompt.ts'
import { type Effect, type Fault, randomFault, type Script } from './script.ts'

/** One request that reached the provider. */
export interface ModelCall {
  id: string
  messageId: string
  step: number
  arrivedAt: number
  closedAt: number | undefined
  readonly isClosed: boolean
  /** The words sent so far. */
  text: string
  calls: { token: string; effect: Effect; counter: string }[]
  /** The answer was sent to its end. */
  isWhole: boolean
}

/** After this many faults in a row a step succeeds, else too many turns would end before their tools are called. */
const FAULTS_IN_A_ROW = 3

/** A provider that speaks Chat Completions, fails in every known way, and never says the same word twice. */
export class Provider {
  readonly calls = new Map<string, ModelCall[]>()
  readonly toldUnknown = new Set<string>()
  readonly faults = new Map<Fault, number>()
  readonly #scripts = new Map<string, Script>()
  readonly #faultsInARow = new Map<string, number>()
  readonly #random: Random
  readonly #counter: Counter
  readonly #server: Server
  onCall: (call: ModelCall) => void = () => {}
  /** Lets a test hold a call before it is answered. */
  gate: (call: ModelCall) => Promise<void> = async () => {}

  private constructor(random: Random, counter: Counter) {
    this.#random = random
    this.#counter = counter
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error) => response.writeHead(400).end(String(error)))
    })
  }

  static async open(random: Random, counter: Counter): Promise<Provider> {
    const provider = new Provider(random, counter)
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve))
    return provider
  }

  get url(): string {
    return `${addressOf(this.#server)}/v1`
  }

  expect(messageId: string, script: Script): void {
    this.#scripts.set(messageId, script)
    this.calls.set(messageId, [])
  }

  callsOf(messageId: string): ModelCall[] {
    return this.calls.get(messageId) ?? []
  }

  /** Whether the model has said its last word to a message. */
  isDone(messageId: string): boolean {
    return this.callsOf(messageId).some(({ isWhole, calls }) => isWhole && calls.length === 0)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const piece of request) body += piece
    const prompt = readPrompt(body)
    const script = this.#scripts.get(prompt.messageId)
    const step = script?.steps[Math.min(prompt.stepsMade, script.steps.length - 1)]
    if (!script || !step) throw new Error(`No message ${prompt.messageId} was sent.`)
    for (const token of prompt.toldUnknown) this.toldUnknown.add(token)
    const call = this.#note(prompt, response)
    this.onCall(call)
    await this.gate(call)
    const fault = this.#faultFor(call, script)
    if (refuse(response, fault, this.#random.between(0, 1))) return
    for (const effect of step.calls) this.#plan(call, effect)
    await answer(response, call, step, fault)
  }

  #note({ messageId, stepsMade }: Prompt, response: ServerResponse): ModelCall {
    const call: ModelCall = {
      id: `chatcmpl-${freshWord()}`,
      messageId,
      step: stepsMade + 1,
      arrivedAt: performance.now(),
      closedAt: undefined,
      get isClosed() {
        return this.closedAt !== undefined
      },
      text: '',
      calls: [],
      isWhole: false,
    }
    response.on('close', () => (call.closedAt = performance.now()))
    response.on('error', () => {})
    this.callsOf(messageId).push(call)
    return call
  }

  #plan(call: ModelCall, effect: Effect): void {
    const token = freshWord()
    call.calls.push({ token, effect, counter: this.#counter.url })
    this.#counter.expect({ token, effect, messageId: call.messageId })
  }

  #faultFor({ messageId }: ModelCall, { faultChance }: Script): Fault | undefined {
    const before = this.#faultsInARow.get(messageId) ?? 0
    const strikes = before < FAULTS_IN_A_ROW && this.#random.chance(faultChance)
    this.#faultsInARow.set(messageId, strikes ? before + 1 : 0)
    if (!strikes) return undefined
    const fault = randomFault(this.#random)
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1)
    return fault
  }
}
