import type { FoundImage, FoundPage } from '../agent/connectors'
import type { Question, Refusal } from './question'

/** Where a service answers, and with which key. */
export interface Place {
  baseUrl: string
  key: string | undefined
}

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
