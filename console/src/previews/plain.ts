import type { Preview } from '../../../src/wire/preview'
import { plainText } from './ansi'
import { chartData } from './chart/chart-data'
import { tsvOf } from './csv'
import type { PreviewOf } from './kinds'

/** What "copy" takes of a preview: its text or its data; undefined where there is neither. */
export function plainOf(preview: Preview): string | undefined {
  switch (preview.kind) {
    case 'text':
    case 'terminal':
      return plainText(preview.text)
    case 'markdown':
    case 'file':
    case 'page':
      return preview.text
    case 'code':
      return preview.code
    case 'diff':
      return diffOf(preview)
    case 'todos':
      return todosOf(preview)
    case 'search':
      return searchOf(preview)
    case 'table':
      return tsvOf(preview.table)
    case 'chart':
      return tsvOf(chartData(preview.chart))
    case 'site':
      return preview.url === null ? undefined : (URL.parse(preview.url, location.origin)?.href ?? undefined)
    default:
      return undefined
  }
}

const marks = { keep: ' ', add: '+', remove: '-' } as const

export function diffOf({ path, lines }: PreviewOf<'diff'>): string {
  const changed = lines.map(({ kind, text }) => `${marks[kind] ?? ' '}${text}\n`)
  return [`--- a/${path}\n`, `+++ b/${path}\n`, ...changed].join('')
}

export function terminalOf({ command, text }: PreviewOf<'terminal'>): string {
  return `$ ${command}\n${plainText(text)}`
}

/** A task list as GitHub's Markdown has it. */
export function todosOf({ items }: PreviewOf<'todos'>): string {
  return items.map(({ content, status }) => `- [${status === 'completed' ? 'x' : ' '}] ${content}\n`).join('')
}

function searchOf({ searches }: PreviewOf<'search'>): string {
  const blocks = searches.map(({ query, results, images, problem }) => {
    const found = [...results, ...images].map(({ title, url }) => `- ${title}\n  ${url}`)
    return [query, ...(problem === null ? [] : [problem]), ...found].join('\n')
  })
  return blocks.join('\n\n')
}
