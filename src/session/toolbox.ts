import type { Browser } from '../agent/browser'
import type { Connectors } from '../agent/connectors'
import {
  type OutsideWorld,
  type PdfReader,
  type PublishedSite,
  type Publisher,
  type Python,
  type PythonCall,
  type PythonOutcome,
  type Shell,
  type ShellCall,
  type ShellOutcome,
  type Showcase,
  type Toolbox,
  ToolError,
  type WorkspaceFile,
  type WorkspaceFiles,
} from '../agent/tool'
import { publishSite, type SiteSource } from '../publish/deploy'
import { outsideHosts } from '../publish/outside-hosts'
import { removeSite } from '../publish/remove'
import { siteUrl } from '../publish/site-url'
import { slugFor } from '../publish/slug'
import { titleIn } from '../publish/title'
import { CURATED_HOSTS } from '../publish/well-known-hosts'
import { Chrome } from '../sandbox/browser/chrome/chrome'
import { Crawler } from '../sandbox/browser/crawler'
import type { PythonEngine } from '../sandbox/python/engine'
import { openDownload } from '../tools/open-download'
import { OUTSIDE_HOSTS_MAX } from '../wire/deployments'
import type { Preview } from '../wire/preview'
import type { FileChange } from '../workspace/staged-files'
import type { Staging } from '../workspace/workspace'
import type { CallEgress } from './call-egress'
import { deploymentIdOf } from './deployments'
import type { Gate } from './gate'
import type { Holding } from './holding'
import { StagedPages } from './pages'
import { StagedPython } from './python-state'
import type { Store } from './store'
import { StagedTodos } from './todos'

interface Place {
  egress: CallEgress
  connectors: Connectors
  gate: Gate
  holding: Holding
  interpreter: PythonEngine
  pdf: PdfReader
  bucket: R2Bucket
  /** Browser Rendering; undefined: pages are read without drawing them. */
  chrome: Fetcher | undefined
  sitesHost: string | undefined
  turnId: string
  invocationId: string
  signal: AbortSignal
  progress: (preview: Preview) => void
}

/** What one call changed, to be kept in one transaction with its result. */
export interface Changes {
  files: FileChange[]
  sites: PublishedSite[]
}

/** All that one call can reach, and all that it changed. Nothing is kept before `commit`. */
export class CallToolbox implements Toolbox {
  readonly invocationId: string
  readonly files: WorkspaceFiles
  readonly show: Showcase
  readonly todos: StagedTodos
  readonly publish: Publisher
  readonly egress: OutsideWorld
  readonly connectors: Connectors
  readonly shell: Shell
  readonly python: Python
  readonly pdf: PdfReader
  readonly signal: AbortSignal
  readonly progress: (preview: Preview) => void
  readonly #staged: Staging
  readonly #pages: StagedPages
  readonly #python: StagedPython
  #browser: Browser | undefined
  readonly #sites: PublishedSite[] = []
  #hasTakenRoom = false

  constructor(
    private readonly store: Store,
    private readonly place: Place,
  ) {
    this.invocationId = place.invocationId
    this.egress = place.egress
    this.connectors = place.connectors
    this.signal = place.signal
    this.progress = place.progress
    this.pdf = place.pdf
    this.#staged = store.workspace.stageCall(place)
    this.files = this.#staged.files
    this.show = this.#staged.show
    this.todos = new StagedTodos(store.sql)
    this.#pages = new StagedPages(store.sql, store.now)
    this.publish = { site: (folder) => this.#publish(folder) }
    this.shell = { run: (call) => this.#runShell(call) }
    this.#python = new StagedPython(store.sql)
    this.python = { run: (call) => this.#runPython(call) }
  }

  get browser(): Browser {
    const { egress, files, show, invocationId, pdf } = this
    const { chrome: binding } = this.place
    const open = (file: WorkspaceFile) => openDownload(file, pdf)
    const shared = { egress, files, memory: this.#pages, now: this.store.now, open }
    const screenshotPath = `tool-output/${invocationId}.jpg`
    this.#browser ??= binding ? new Chrome({ ...shared, binding, show, screenshotPath }) : new Crawler(shared)
    return this.#browser
  }

  /** Whether the call did outside what cannot be undone. */
  get isSpent(): boolean {
    return this.place.egress.isSpent
  }

  /** Bytes first, rows second. */
  async prepare(): Promise<void> {
    await this.#pages.prepare()
    await this.#staged.files.prepare()
    await this.#staged.show.prepare()
  }

  growthBytes(): number {
    return this.#staged.files.growthBytes() + this.#staged.show.growthBytes()
  }

  /** Inside the transaction that keeps the call's result. */
  commit(): Changes {
    const files = this.#staged.files.commit()
    this.#staged.show.commit()
    this.todos.commit()
    this.#pages.commit()
    this.#python.commit()
    for (const { deploymentId, url: _, ...site } of this.#sites) {
      this.store.deployments.add({ id: deploymentId, createdAt: this.store.now(), turnId: this.place.turnId, ...site })
      this.store.outbox.add('deployment', deploymentId)
      this.place.holding.kept(deploymentId)
    }
    return { files, sites: this.#sites }
  }

  discard(): void {
    this.#staged.files.discard()
    this.#staged.show.discard()
    if (this.#hasTakenRoom) this.place.holding.dropped(deploymentIdOf(this.invocationId))
  }

  /** Loaded by the first command of the isolate: the interpreter is half of the Worker, and most requests need none. */
  async #runShell(call: ShellCall): Promise<ShellOutcome> {
    const { runShell } = await import('../sandbox/shell/run-shell')
    return runShell(call, this)
  }

  async #runPython(call: PythonCall): Promise<PythonOutcome> {
    const { files, shell, signal } = this
    const bytesOf = (path: string) => this.#committed(path)
    const surroundings = { files, bytesOf, shell, signal, state: this.#python.find() }
    const { outcome, state } = await this.place.interpreter.run(call, surroundings)
    this.#python.stage(state)
    return outcome
  }

  #committed(path: string): Promise<Uint8Array> {
    const file = this.store.workspace.open(path)
    if (!file) throw new ToolError(`"${path}" was removed while it was fetched for Python. Call it again.`)
    return file.bytes()
  }

  /** The slug comes from the call's id, so a call that runs again after a crash publishes to the same place. */
  async #publish(folder: string): Promise<PublishedSite> {
    const root = this.files.resolve(folder)
    const inside = root === '' ? '' : `${root}/`
    const entries = this.files.list(root)
    const index = entries.find(({ path }) => path === `${inside}index.html`)
    if (!index)
      throw new ToolError(`There is no index.html directly in "${folder}". Write it there, then deploy again.`)
    const { secret, id: conversationId } = this.store.conversation.get()
    const slug = await slugFor(secret, this.invocationId)
    const title = await titleIn(await this.#bytesOf(index.path), root.split('/').at(-1) || 'Site')
    const deploymentId = deploymentIdOf(this.invocationId)
    const files = entries.map(({ path, type, sizeBytes, sha256 }) => ({
      path: path.slice(inside.length),
      type,
      sizeBytes,
      sha256,
      body: () => this.#bytesOf(path),
    }))
    const hosts = await this.#admitHosts(root, await outsideHosts(files))
    const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0)
    await this.#takeRoom(deploymentId, sizeBytes)
    await this.#putOnline({ slug, deploymentId, conversationId, title, files, openHosts: hosts.openHosts })
    const url = siteUrl(slug, this.place.sitesHost)
    const site = { deploymentId, slug, url, title, folder: root, files: entries.length, sizeBytes, ...hosts }
    this.#sites.push(site)
    return site
  }

  /** What a site names could carry data out as well as a request of our own. Throws like the gate. */
  async #admitHosts(folder: string, named: string[]): Promise<Pick<PublishedSite, 'outsideHosts' | 'openHosts'>> {
    const { approvals, deployments } = this.store
    const hosts = named.filter((host) => !CURATED_HOSTS.includes(host))
    await this.place.gate.admit({ kind: 'deployment', hosts, summary: `/mnt/okcomputer/${folder}` })
    const open = new Set([...approvals.openHosts('deployment'), ...deployments.openHosts()])
    return { outsideHosts: named.slice(0, OUTSIDE_HOSTS_MAX), openHosts: named.filter((host) => open.has(host)) }
  }

  /** What is stopped or fails before its result is kept gives its room back. */
  async #takeRoom(deploymentId: string, sizeBytes: number): Promise<void> {
    const { holding, signal } = this.place
    await holding.publish(deploymentId, sizeBytes)
    this.#hasTakenRoom = true
    if (signal.aborted) holding.dropped(deploymentId)
    else signal.addEventListener('abort', () => holding.dropped(deploymentId), { once: true })
  }

  /** Copying a file online is no reading of it by the model. */
  #bytesOf(path: string): Promise<ReadableStream<Uint8Array>> {
    const file = this.store.workspace.open(path)
    if (!file)
      throw new ToolError(`"${path}" was removed while the site was copied. Look at the folder, then deploy again.`)
    return file.stream()
  }

  /** A call that is stopped leaves no site behind, even where the stop came while the manifest was written. */
  async #putOnline(source: SiteSource): Promise<void> {
    const { bucket, signal } = this.place
    await publishSite(bucket, { ...source, signal })
    if (!signal.aborted) return
    await removeSite(bucket, source.slug)
    throw signal.reason
  }
}
