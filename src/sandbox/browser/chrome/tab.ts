import * as z from 'zod'
import { ToolError } from '../../../agent/tool'
import { ChromeLost, type Devtools, DevtoolsError } from './devtools'
import { act, type Deed, prepare, readyState, type Snapshot, takeSnapshot, textOfCall } from './in-page'
import { Interception, type InterceptionPlace } from './interception'

/** A page counts as there once nothing has been on its way for this long. */
const QUIET_MS = 400
/** What is there by then is read. */
const SETTLE_MAX_MS = 12_000
const LOOK_EVERY_MS = 50

const VIEWPORT = { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false }

const Evaluated = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z
    .object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() })
    .optional(),
})
const Attached = z.object({ sessionId: z.string() })
const AttachedTarget = z.object({
  sessionId: z.string(),
  targetInfo: z.object({ targetId: z.string(), type: z.string() }),
})
const Navigated = z.object({ errorText: z.string().optional() })
const Captured = z.object({ data: z.string() })
const Dialog = z.object({ type: z.string(), message: z.string() })
const SnapshotReply: z.ZodType<Snapshot> = z.object({ url: z.string(), html: z.string() })

/** One tab of a Chrome for the time of one call. */
export class Tab {
  /** What the page said in windows of its own. */
  readonly said: string[] = []
  readonly #requests: Interception

  private constructor(
    private readonly devtools: Devtools,
    private readonly target: string,
    private readonly place: InterceptionPlace,
  ) {
    this.#requests = new Interception(place)
    devtools.listen(({ method, params, target: from }) => {
      if (method === 'Target.attachedToTarget') void this.#adopt(AttachedTarget.parse(params))
      if (method === 'Page.javascriptDialogOpening') void this.#answerDialog(Dialog.parse(params), from)
    })
  }

  static async attach(place: InterceptionPlace): Promise<Tab> {
    const { devtools, frameId: targetId } = place
    const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: true }, { reply: Attached })
    const tab = new Tab(devtools, sessionId, place)
    await tab.#guard(sessionId)
    await devtools.tell('Emulation.setDeviceMetricsOverride', VIEWPORT, sessionId)
    return tab
  }

  async navigate(url: string): Promise<void> {
    this.#requests.expectTyped()
    const { errorText } = await this.devtools.send('Page.navigate', { url }, { target: this.target, reply: Navigated })
    this.#requests.throwProblem()
    if (errorText !== undefined && errorText !== 'net::ERR_ABORTED') {
      throw new ToolError(`The page could not be drawn (${errorText}). Try another address.`)
    }
  }

  /** Does something on the page that stands here since an earlier call. */
  act(page: URL, deed: Deed): Promise<'done' | 'gone'> {
    this.#requests.standsAt(page)
    return this.#evaluate(textOfCall(act, deed), z.enum(['done', 'gone']))
  }

  async pressEnter(): Promise<void> {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }
    await this.devtools.tell('Input.dispatchKeyEvent', { type: 'keyDown', ...key }, this.target)
    await this.devtools.tell('Input.dispatchKeyEvent', { type: 'keyUp', ...key }, this.target)
  }

  snapshot(): Promise<Snapshot> {
    return this.#evaluate(textOfCall(takeSnapshot), SnapshotReply)
  }

  /** Undefined where Chrome draws none, as of a page that is going away. */
  async screenshot(): Promise<Uint8Array | undefined> {
    const wish = { format: 'jpeg', quality: 60 }
    const { data } = await this.devtools.send('Page.captureScreenshot', wish, { target: this.target, reply: Captured })
    return Uint8Array.fromBase64(data)
  }

  /** Waits until the page has come to rest. Throws what kept it from coming. */
  async settle(): Promise<void> {
    const { now } = this.place
    const startedAt = now()
    while (now() - startedAt < SETTLE_MAX_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      this.#requests.throwProblem()
      if (this.#requests.quietMs >= QUIET_MS && now() - startedAt >= QUIET_MS && (await this.#isLoaded())) return
    }
  }

  async #isLoaded(): Promise<boolean> {
    try {
      return (await this.#evaluate(textOfCall(readyState), z.string())) !== 'loading'
    } catch (error) {
      if (error instanceof DevtoolsError) return false // the page goes away just now
      throw error
    }
  }

  async #evaluate<T>(expression: string, reply: z.ZodType<T>): Promise<T> {
    const wish = { expression, returnByValue: true, userGesture: true }
    const { result, exceptionDetails } = await this.devtools.send('Runtime.evaluate', wish, {
      target: this.target,
      reply: Evaluated,
    })
    if (exceptionDetails) throw new DevtoolsError(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return reply.parse(result.value)
  }

  /** From here on we answer the requests of this target, and of what it opens before that runs. */
  async #guard(target: string): Promise<void> {
    const { devtools } = this
    await devtools.tell('Page.enable', {}, target)
    await devtools.tell('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, target)
    await devtools.tell('Network.setBypassServiceWorker', { bypass: true }, target)
    await devtools.tell(
      'Page.addScriptToEvaluateOnNewDocument',
      { source: textOfCall(prepare), runImmediately: true },
      target,
    )
    await devtools.tell(
      'Target.setAutoAttach',
      { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
      target,
    )
  }

  /** A frame of another site is guarded like its page; a worker's requests pass its page; a window is not wanted. */
  async #adopt({ sessionId, targetInfo: { targetId, type } }: z.infer<typeof AttachedTarget>): Promise<void> {
    if (targetId === this.place.frameId) return
    try {
      if (type === 'page') return await this.devtools.tell('Target.closeTarget', { targetId })
      if (type === 'iframe') await this.#guard(sessionId)
      await this.devtools.tell('Runtime.runIfWaitingForDebugger', {}, sessionId)
    } catch (error) {
      // It went as fast as it came; what was not guarded never ran.
      if (!(error instanceof DevtoolsError || error instanceof ChromeLost)) throw error
    }
  }

  async #answerDialog({ type, message }: z.infer<typeof Dialog>, from: string | undefined): Promise<void> {
    const accept = type === 'alert' || type === 'beforeunload'
    if (type !== 'beforeunload') {
      this.said.push(
        `The page said: ${JSON.stringify(message.slice(0, 300))}${accept ? '' : ', which was answered with no'}.`,
      )
    }
    await this.devtools.tell('Page.handleJavaScriptDialog', { accept }, from)
  }
}
