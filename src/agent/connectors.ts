/** A page that a search service found; its words are the web's, not the person's. */
export interface FoundPage {
  title: string
  url: string
  snippet: string
  /** `YYYY-MM-DD`; null where the service tells none. */
  date: string | null
}

export interface FoundImage {
  title: string
  /** The picture itself. */
  url: string
  /** The page on which it stands; null where the service tells none. */
  page: string | null
  thumbnail: string | null
  /** Pixels; null where the service does not tell. */
  width: number | null
  height: number | null
}

/** What one query came to. */
export interface Found<Item> {
  query: string
  /** The service that answered, by its name. */
  service: string
  items: Item[]
  /** Why nothing good came back, in a sentence; null where something did. */
  problem: string | null
}

export type DataSourceName = 'yahoo_finance'

export interface DataTable {
  /** As a file would be called, without an ending. */
  name: string
  /** What the figures are: a sentence or two. */
  about: string
  columns: string[]
  /** As the source told them; null where it told nothing. */
  rows: (string | number | null)[][]
}

export interface DataSource {
  /** For the model: what can be asked, and with which parameters. */
  description: string
  /** Throws ToolError where there is no such API, the parameters are wrong, or nothing good came back. */
  ask(api: string, params: Record<string, unknown>): Promise<DataTable>
}

/**
 * Outside services that the person or the operator set up. Each query is a request of its own, and the answers stand in
 * the order of the queries. Throws ToolError where none is set up, and where no query came to anything.
 */
export interface Connectors {
  searchWeb(queries: readonly string[]): Promise<Found<FoundPage>[]>
  /** `count` pictures at most for each query. */
  searchImages(queries: readonly string[], count: number): Promise<Found<FoundImage>[]>
  /** Throws ToolError where the operator has not set it up. */
  dataSource(name: DataSourceName): DataSource
}
