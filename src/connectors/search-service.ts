import type { FoundImage, FoundPage } from '../agent/connectors'

/** A request in a service's own words, and how its answer is read. */
export interface Question<Answer> {
  url: string
  method?: 'POST'
  headers: Record<string, string>
  body?: string
  /** Throws where the body is not of the documented shape. */
  read(body: unknown): Answer
}

/** Where a service answers, and with which key. */
export interface Place {
  baseUrl: string
  key: string | undefined
}

/** What a refusal means. `format`: the server does not speak JSON. `query`: it cannot be asked like this. */
export type Refusal = 'key' | 'plan' | 'format' | 'query'

/** One search service: its requests and answers, as its documentation tells them. */
export interface SearchService {
  /** As people know it. */
  name: string
  /** Where it answers unless a setting says otherwise. */
  baseUrl?: string
  needsKey: boolean
  searchWeb(query: string, count: number, place: Place): Question<FoundPage[]>
  searchImages(query: string, count: number, place: Place): Question<FoundImage[]>
  /** What this service alone means by a status; undefined where it means what it means everywhere. */
  refusal?(status: number, body: unknown): Refusal | undefined
}
