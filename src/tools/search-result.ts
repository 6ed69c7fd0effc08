import * as z from 'zod'
import type { Found } from '../agent/connectors'
import { textOf } from './preview-text'

const QUERIES_MAX = 10

/** Services refuse longer ones; and a query is no place for a document. */
const QUERY_CHARS = 400

export const queries = z
  .array(
    z
      .string()
      .trim()
      .min(1, 'a query is empty; write what to look for')
      .max(QUERY_CHARS, `a query has at most ${QUERY_CHARS} characters; leave out what is not needed to find it`),
  )
  .min(1, 'give at least one query')
  .max(QUERIES_MAX, `give at most ${QUERIES_MAX} queries a call`)

/** A result must not be able to end its own part of the text. */
const RESULTS_END = /<\s*\/\s*results\s*>/gi

/** For the model: each query with what was found, set apart from our own words. */
export function foundContent<Item>(found: Found<Item>[], linesOf: (item: Item) => (string | null)[]): string {
  return found
    .map(({ query, service, items, problem }) => {
      const head = `Search for "${query}" (${service}):`
      if (problem !== null) return `${head} ${problem}`
      if (items.length === 0) return `${head} nothing was found. Try other words.`
      const listed = items.map((item, at) => `${at + 1}. ${listing(linesOf(item))}`).join('\n')
      return `${head}\n<results>\n${listed.replaceAll(RESULTS_END, '(end of results)')}\n</results>`
    })
    .join('\n\n')
}

function listing(lines: (string | null)[]): string {
  return lines.filter((line) => line !== null && line !== '').join('\n   ')
}

/** The queries as far as they have come, in one line. */
export function titleOf({ queries }: { queries?: unknown }): string {
  return Array.isArray(queries) ? queries.map(textOf).filter(Boolean).join(' · ') : ''
}

export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? ''
}
