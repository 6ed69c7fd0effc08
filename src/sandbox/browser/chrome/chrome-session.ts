import * as z from 'zod'
import type { Cookie } from '../cookie'
import { chromeCookies, cookiesOf } from './chrome-cookies'
import type { ChromeState } from './chrome-state'
import { ChromeLost, Devtools, DevtoolsError } from './devtools'

/** The binding to Browser Rendering, or a fake of it. */
export type ChromeBinding = Pick<Fetcher, 'fetch'>

/** Any host does: the binding looks at the path alone. */
const ORIGIN = 'https://browser-rendering.invalid'

/** The platform ends a browser that got no command for this long. */
const KEEP_ALIVE_MS = 60_000

/**
 * Every request is answered by us, through egress. What escapes us (a socket, a prefetch, a page while nobody looks) meets
 * a proxy that is not there, and so does the question to DNS.
 */
const NOWHERE = 'http://127.0.0.1:9'

/** One conversation's Chrome for the time of one call. */
export class ChromeSession {
  private constructor(
    readonly devtools: Devtools,
    readonly state: ChromeState,
    /** No tab of before is there any more. */
    readonly isNew: boolean,
    private readonly binding: ChromeBinding,
  ) {}

  /** The Chrome of before, or a new one with these cookies. Throws ChromeLost where there is none to be had. */
  static async open(
    binding: ChromeBinding,
    known: ChromeState | undefined,
    cookies: readonly Cookie[],
  ): Promise<ChromeSession> {
    const devtools = known && (await connect(binding, known.sessionId))
    if (known && devtools) return new ChromeSession(devtools, known, false, binding)
    const sessionId = await acquire(binding)
    const fresh = await connect(binding, sessionId)
    if (!fresh) throw new ChromeLost('The browser did not answer.')
    try {
      return new ChromeSession(
        fresh,
        { sessionId, contextId: await contextIn(fresh, cookies), tabs: {} },
        true,
        binding,
      )
    } catch (error) {
      fresh.close()
      await end(binding, sessionId)
      throw error
    }
  }

  /** The tab of a citation; undefined where it is gone. */
  async findTab(citationId: number): Promise<string | undefined> {
    const target = this.state.tabs[citationId]
    if (target === undefined) return undefined
    const { targetInfos } = await this.devtools.send('Target.getTargets', {}, { reply: Targets })
    return targetInfos.some(({ targetId }) => targetId === target) ? target : undefined
  }

  async newTab(citationId: number): Promise<string> {
    const wish = { url: 'about:blank', browserContextId: this.state.contextId }
    const { targetId } = await this.devtools.send('Target.createTarget', wish, { reply: NewTarget })
    this.state.tabs[citationId] = targetId
    return targetId
  }

  async cookies(now: number): Promise<Cookie[]> {
    const wish = { browserContextId: this.state.contextId }
    const { cookies } = await this.devtools.send('Storage.getCookies', wish, { reply: chromeCookies })
    return cookiesOf(cookies, now)
  }

  /** The browser stays, with its tabs, until it was idle for KEEP_ALIVE_MS. */
  leave(): void {
    this.devtools.close()
  }

  /** After a failure, of which nothing is kept: a browser that nobody knows of must not wait for its end. */
  async giveUp(): Promise<void> {
    this.devtools.close()
    if (this.isNew) await end(this.binding, this.state.sessionId)
  }
}

const Acquired = z.object({ sessionId: z.string() })
const Context = z.object({ browserContextId: z.string() })
const NewTarget = z.object({ targetId: z.string() })
const Targets = z.object({ targetInfos: z.array(z.object({ targetId: z.string() })) })

async function acquire(binding: ChromeBinding): Promise<string> {
  const response = await binding.fetch(`${ORIGIN}/v1/devtools/browser?keep_alive=${KEEP_ALIVE_MS}`, { method: 'POST' })
  const text = await response.text()
  if (!response.ok) throw new ChromeLost(`No browser is to be had: ${response.status} ${text.slice(0, 200)}`)
  return Acquired.parse(JSON.parse(text)).sessionId
}

/** Undefined where that browser has ended. */
async function connect(binding: ChromeBinding, sessionId: string): Promise<Devtools | undefined> {
  const response = await binding.fetch(`${ORIGIN}/v1/devtools/browser/${sessionId}`, {
    headers: { upgrade: 'websocket' },
  })
  if (response.webSocket) return new Devtools(response.webSocket)
  await response.body?.cancel()
  return undefined
}

async function end(binding: ChromeBinding, sessionId: string): Promise<void> {
  const response = await binding.fetch(`${ORIGIN}/v1/devtools/browser/${sessionId}`, { method: 'DELETE' })
  await response.body?.cancel()
}

/** A place of its own in the browser, without a way to the network. */
async function contextIn(devtools: Devtools, cookies: readonly Cookie[]): Promise<string> {
  const wish = { disposeOnDetach: false, proxyServer: NOWHERE, proxyBypassList: '<-loopback>' }
  try {
    const { browserContextId } = await devtools.send('Target.createBrowserContext', wish, { reply: Context })
    await devtools.tell('Storage.setCookies', { cookies: cookies.map(paramOf), browserContextId })
    return browserContextId
  } catch (error) {
    if (!(error instanceof DevtoolsError)) throw error
    // Without that place a page could reach the network past the guard, so this browser is not used at all.
    throw new ChromeLost('The browser gives no closed place to work in.', { cause: error })
  }
}

function paramOf({ name, value, host, hostOnly, path, secure, httpOnly, sameSite, expiresAt }: Cookie) {
  return {
    name,
    value,
    path,
    secure,
    httpOnly,
    sameSite: sameSite === 'strict' ? 'Strict' : sameSite === 'none' ? 'None' : 'Lax',
    ...(expiresAt === null ? {} : { expires: expiresAt / 1000 }),
    ...(hostOnly ? { url: `${secure ? 'https' : 'http'}://${host}${path}` } : { domain: `.${host}` }),
  }
}
