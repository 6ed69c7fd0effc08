/** A request in a service's own words, and how its answer is read. */
export interface Question<Answer> {
  url: string
  method?: 'POST'
  headers: Record<string, string>
  body?: string
  /** Throws where the body is not of the documented shape. */
  read(body: unknown): Answer
}

/**
 * What a refusal means. `format`: the server does not speak JSON. `query`: it cannot be asked like this.
 * `unknown`: it has nothing by that name.
 */
export type Refusal = 'key' | 'plan' | 'format' | 'query' | 'unknown'
