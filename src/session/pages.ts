import * as z from 'zod'
import { ChromeState } from '../sandbox/browser/chrome/chrome-state'
import { Cookie } from '../sandbox/browser/cookie'
import type { BrowserMemory, PageState } from '../sandbox/browser/memory'
import { Filled, Reading } from '../sandbox/browser/reading'

/** What the browser remembers: a released entry never changes. */
export const pagesMigration = `
  CREATE TABLE pages (
    citation_id INTEGER PRIMARY KEY, url TEXT NOT NULL, asked_url TEXT NOT NULL, title TEXT NOT NULL,
    screen INTEGER NOT NULL, screens INTEGER NOT NULL, filled TEXT NOT NULL, seen_at INTEGER NOT NULL
  );

  -- What a page holds, as gzip of JSON.
  CREATE TABLE page_pieces (
    citation_id INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (citation_id, position)
  ) WITHOUT ROWID;

  CREATE TABLE cookies (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL);
`

export const chromeMigration = 'CREATE TABLE chrome (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL)'

/** A row never nears 2 MB, however long a page is; most pages are one piece. */
const PIECE_BYTES = 64 * 1024

/** Pages that were not looked at for longest are closed beyond this. */
const PAGES_MAX = 50

type PageRow = {
  citation_id: number
  url: string
  asked_url: string
  title: string
  screen: number
  screens: number
  filled: string
}

interface StagedPage {
  page: PageState
  /** Undefined: that of before. */
  reading: Reading | undefined
  bytes?: Uint8Array
}

/** What the conversation's browser remembers, as one call sees it: what it changes is kept with its result. */
export class StagedPages implements BrowserMemory {
  readonly #staged = new Map<number, StagedPage>()
  #cookies: readonly Cookie[] | undefined
  #chrome: ChromeState | undefined

  constructor(
    private readonly sql: SqlStorage,
    private readonly now: () => number,
  ) {}

  listPages(): PageState[] {
    const rows = this.sql.exec<PageRow>('SELECT * FROM pages ORDER BY citation_id').toArray().map(stateOf)
    const known = new Map(rows.map((page) => [page.citationId, page]))
    for (const [citationId, { page }] of this.#staged) known.set(citationId, page)
    return [...known.values()].sort((a, b) => a.citationId - b.citationId)
  }

  findPage(citationId: number): PageState | undefined {
    const staged = this.#staged.get(citationId)
    if (staged) return staged.page
    const [row] = this.sql.exec<PageRow>('SELECT * FROM pages WHERE citation_id = ?', citationId).toArray()
    return row && stateOf(row)
  }

  async readReading(citationId: number): Promise<Reading> {
    const staged = this.#staged.get(citationId)?.reading
    if (staged) return staged
    const pieces = this.sql
      .exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM page_pieces WHERE citation_id = ? ORDER BY position', citationId)
      .toArray()
    const stream = new Blob(pieces.map(({ bytes }) => bytes)).stream().pipeThrough(new DecompressionStream('gzip'))
    return Reading.parse(await new Response(stream).json())
  }

  keepPage(page: PageState, reading?: Reading): void {
    this.#staged.set(page.citationId, { page, reading: reading ?? this.#staged.get(page.citationId)?.reading })
  }

  readCookies(): Cookie[] {
    const [row] = this.sql.exec<{ body: string }>('SELECT body FROM cookies').toArray()
    return row ? z.array(Cookie).parse(JSON.parse(row.body)) : []
  }

  keepCookies(cookies: readonly Cookie[]): void {
    this.#cookies = cookies
  }

  readChrome(): ChromeState | undefined {
    if (this.#chrome) return this.#chrome
    const [row] = this.sql.exec<{ body: string }>('SELECT body FROM chrome').toArray()
    return row && ChromeState.parse(JSON.parse(row.body))
  }

  keepChrome(state: ChromeState): void {
    this.#chrome = state
  }

  /** Before the transaction: packs what is new. */
  async prepare(): Promise<void> {
    for (const staged of this.#staged.values()) {
      if (!staged.reading) continue
      const stream = new Blob([JSON.stringify(staged.reading)]).stream().pipeThrough(new CompressionStream('gzip'))
      staged.bytes = await new Response(stream).bytes()
    }
  }

  /** Inside the transaction that keeps the call's result. */
  commit(): void {
    if (this.#cookies) {
      this.sql.exec('INSERT OR REPLACE INTO cookies (only, body) VALUES (1, ?)', JSON.stringify(this.#cookies))
    }
    if (this.#chrome) {
      this.sql.exec('INSERT OR REPLACE INTO chrome (only, body) VALUES (1, ?)', JSON.stringify(this.#chrome))
    }
    for (const staged of this.#staged.values()) this.#commitPage(staged)
    if (this.#staged.size > 0) this.#closeOldest()
  }

  #commitPage({ page, bytes }: StagedPage): void {
    const { citationId, url, askedUrl, title, screen, screens, filled } = page
    this.sql.exec(
      `INSERT OR REPLACE INTO pages (citation_id, url, asked_url, title, screen, screens, filled, seen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      citationId,
      url,
      askedUrl,
      title,
      screen,
      screens,
      JSON.stringify(filled),
      this.now(),
    )
    if (!bytes) return
    this.sql.exec('DELETE FROM page_pieces WHERE citation_id = ?', citationId)
    for (let position = 0; position * PIECE_BYTES < bytes.length; position++) {
      this.sql.exec(
        'INSERT INTO page_pieces (citation_id, position, bytes) VALUES (?, ?, ?)',
        citationId,
        position,
        bytes.slice(position * PIECE_BYTES, (position + 1) * PIECE_BYTES),
      )
    }
  }

  #closeOldest(): void {
    const over = this.sql
      .exec<{ citation_id: number }>(
        'SELECT citation_id FROM pages ORDER BY seen_at DESC, citation_id LIMIT -1 OFFSET ?',
        PAGES_MAX,
      )
      .toArray()
    for (const { citation_id } of over) {
      this.sql.exec('DELETE FROM pages WHERE citation_id = ?', citation_id)
      this.sql.exec('DELETE FROM page_pieces WHERE citation_id = ?', citation_id)
    }
  }
}

function stateOf(row: PageRow): PageState {
  return {
    citationId: row.citation_id,
    url: row.url,
    askedUrl: row.asked_url,
    title: row.title,
    screen: row.screen,
    screens: row.screens,
    filled: Filled.parse(JSON.parse(row.filled)),
  }
}
