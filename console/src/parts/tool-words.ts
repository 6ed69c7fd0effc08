import type { Preview } from '../../../src/wire/preview'
import { changeOf } from '../previews/diff-preview'
import type { ToolPart } from '../state/talk-shapes'
import { formatBytes } from '../text/numbers'
import { text } from '../text/text'

const PREFIX = 'mshtools-'

type KnownVerb = keyof typeof text.value.verbs

/** `read_file`, without the prefix that all tools carry. */
export function shortName(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
}

/** What the agent does with a tool: `Writing` while it does, `Wrote` when it has. */
export function verbOf(tool: Pick<ToolPart, 'name' | 'phase'>): string {
  const name = shortName(tool.name)
  const verb = isKnown(name) ? text.value.verbs[name] : text.value.otherVerb
  return tool.phase === 'ended' ? verb.done : verb.doing
}

/** What the verb is done to; the tool's own name where we have no verb for it. */
export function objectOf(tool: ToolPart): string {
  if (!isKnown(shortName(tool.name))) return shortName(tool.name)
  if (!tool.preview || tool.preview.kind === 'todos') return ''
  if (tool.preview.kind === 'site') return tool.preview.folder
  return ('path' in tool.preview && tool.preview.path) || tool.preview.title
}

/** What came of it, in a few words. */
export function outcomeOf(tool: ToolPart): string {
  if (tool.phase !== 'ended') return tool.preview ? growthOf(tool.preview) : ''
  if (tool.status === 'error') return text.value.toolFailed
  if (tool.status === 'stopped') return text.value.toolStopped
  if (tool.status === 'unknown') return text.value.toolUnknown
  return tool.preview ? resultOf(tool.preview) : ''
}

function growthOf(preview: Preview): string {
  if (preview.kind === 'file' && preview.text !== '')
    return text.value.lines(preview.lines ?? preview.text.split('\n').length)
  return preview.kind === 'diff' ? changeOf(preview) : ''
}

function resultOf(preview: Preview): string {
  switch (preview.kind) {
    case 'file':
      return preview.lines === null ? '' : text.value.lines(preview.lines)
    case 'diff':
      return changeOf(preview)
    case 'terminal':
      return preview.exitCode === null || preview.exitCode === 0 ? '' : text.value.exitCode(preview.exitCode)
    case 'image':
      return sizeOf(preview)
    case 'table':
      return text.value.previews.rows(preview.table.totalRows)
    case 'chart':
      return text.value.previews.chartKinds[preview.chart.type] ?? ''
    case 'code':
      return broughtForth(preview)
    case 'todos':
      return text.value.todosDone(
        preview.items.filter(({ status }) => status === 'completed').length,
        preview.items.length,
      )
    case 'search':
      return preview.service === null ? '' : text.value.found(foundIn(preview))
    case 'site':
      return preview.files === null ? '' : text.value.fileCount(preview.files)
    default:
      return ''
  }
}

function sizeOf({ width, height, sizeBytes }: Extract<Preview, { kind: 'image' }>): string {
  if (width && height) return text.value.previews.pixels(width, height)
  return sizeBytes === null ? '' : formatBytes(sizeBytes)
}

/** What code showed besides words. */
function broughtForth({ outputs, failed }: Extract<Preview, { kind: 'code' }>): string {
  if (failed) return text.value.toolFailed
  const count = (kind: (typeof outputs)[number]['kind']) => outputs.filter((output) => output.kind === kind).length
  const words = text.value.previews
  const [charts, tables, pictures] = [count('chart'), count('table'), count('image')]
  return [
    charts > 0 && words.charts(charts),
    tables > 0 && words.tables(tables),
    pictures > 0 && words.pictures(pictures),
  ]
    .filter(Boolean)
    .join(' · ')
}

function foundIn({ searches }: Extract<Preview, { kind: 'search' }>): number {
  return searches.reduce((sum, { results, images }) => sum + results.length + images.length, 0)
}

function isKnown(name: string): name is KnownVerb {
  return Object.hasOwn(text.value.verbs, name)
}
