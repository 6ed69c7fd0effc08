import type { Attachment } from '../wire/attachments'

/** Which open page a call means. Throws ToolError where the citation is not open, or shows another address by now. */
export interface PageAt {
  citationId: number
  url: string
}

export interface OpenPage {
  citationId: number
  url: string
  title: string
  /** Counted from 1. */
  screen: number
  screens: number
}

/** What a call shows of a page. */
export interface PageView extends OpenPage {
  /** One screen of the page, with its elements numbered; written by the site. */
  text: string
  /** Sentences of the browser's own about what it did. */
  notes: string[]
  /** Pictures for the model, by their place in the workspace. */
  images: { path: string; mediaType: string }[]
  /** Path in the workspace; null where the browser draws nothing. */
  screenshot: string | null
  /** The same, kept as it is now. */
  attachment?: Attachment | undefined
}

/**
 * The conversation's web browser. Pages stay open under their citation ids, and cookies stay, from call to call; what a
 * call changed is kept with its result. Throws ToolError where the model can do something about it; what the way
 * outside throws passes through.
 */
export interface Browser {
  /** Opens an address, in place of what the citation showed before. */
  visit(at: PageAt): Promise<PageView>
  listPages(): OpenPage[]
  click(at: PageAt, element: number): Promise<PageView>
  /** Fills a field or chooses an option; a newline at the end submits the form, as Enter would. */
  input(at: PageAt, element: number, content: string): Promise<PageView>
  /** Lists where a text stands, without regard to case, and goes to the first place after `skip` others. */
  find(at: PageAt, search: { keyword: string; skip: number }): Promise<PageView>
  /** Negative: up. */
  scroll(at: PageAt, screens: number): Promise<PageView>
}
