import type { SiteKind } from './read-wish'

/** All that a page says beyond its name and place. */
export interface SiteWords {
  tagline: string
  lead: string
  action: string
  highlightsTitle: string
  highlights: [title: string, text: string][]
  listTitle: string
  listHint: string
  list: [item: string, note: string][]
  quote: string
  closingTitle: string
  closing: string
}

/** Words that every kind of page shares. */
export interface FrameWords {
  highlights: string
  list: string
  closing: string
  theme: string
  picked: string
  inPlace: string
  made: string
}

export interface WordBook {
  frame: FrameWords
  kinds: Record<SiteKind, SiteWords>
}
