import type { Attachment } from '../../../src/wire/attachments'
import type { Preview } from '../../../src/wire/preview'
import { attachmentUrl, fileUrl } from '../api'
import { text } from '../text/text'
import { plainText } from './ansi'
import { chartData } from './chart/chart-data'
import { csvOf } from './csv'
import type { PreviewOf } from './kinds'
import { nameOf } from './name'
import { diffOf, terminalOf, todosOf } from './plain'

/** A file to take away: made here of what the preview holds, or fetched from where it lies. */
export interface Download {
  /** Says what it is: `CSV`, `SVG`, `index.html`. */
  label: string
  name: string
  from: { href: string } | { type: string; content: () => string | Promise<string> }
}

const TEXT = 'text/plain;charset=utf-8'
const MARKDOWN = 'text/markdown;charset=utf-8'
const CSV = 'text/csv;charset=utf-8'

/** What can be downloaded of a preview, the best first. */
export function downloadsOf(preview: Preview, conversation: string | undefined): Download[] {
  const title = nameOf(preview)
  switch (preview.kind) {
    case 'text':
      return [made('TXT', fileName(title, 'txt'), TEXT, () => plainText(preview.text))]
    case 'terminal':
      return [made('TXT', fileName(title, 'txt'), TEXT, () => terminalOf(preview))]
    case 'page':
      return [...pictureOf(preview, conversation), made('TXT', fileName(title, 'txt'), TEXT, () => preview.text)]
    case 'markdown':
      return documentFile(preview, conversation)
    case 'code': {
      const ending = endings[preview.language] ?? 'txt'
      return [made(ending.toUpperCase(), fileName(title, ending), TEXT, () => preview.code)]
    }
    case 'diff':
      return [made('Diff', fileName(preview.path, 'diff'), TEXT, () => diffOf(preview))]
    case 'todos':
      return [made('Markdown', fileName(title, 'md'), MARKDOWN, () => todosOf(preview))]
    case 'search':
      return [
        made('JSON', fileName(title, 'json'), 'application/json', () => JSON.stringify(preview.searches, null, 2)),
      ]
    case 'table':
      return [tableFile(preview, conversation)]
    case 'chart':
      return chartFiles(preview, conversation)
    case 'image':
    case 'file':
      return originalOf(preview, conversation)
    case 'site':
      return []
    default:
      return []
  }
}

function made(label: string, name: string, type: string, content: () => string | Promise<string>): Download {
  return { label, name, from: { type, content } }
}

/** The file that was kept where some of it is not here; else, made of the rows; where these are not all, it says so. */
function tableFile(preview: PreviewOf<'table'>, conversation: string | undefined): Download {
  const { path, table } = preview
  if (table.data && conversation !== undefined) {
    return kept(table.data.type.startsWith('text/tab') ? 'TSV' : 'CSV', table.data, conversation)
  }
  const label = table.rows.length < table.totalRows ? text.value.previews.firstRowsAs('CSV') : 'CSV'
  return made(label, fileName(path ?? nameOf(preview), 'csv'), CSV, () => csvOf(table))
}

/** As it was shown; where that is not all of it, the file as it is now. */
function documentFile(preview: PreviewOf<'markdown'>, conversation: string | undefined): Download[] {
  const { path, cut, text: words } = preview
  const name = fileName(path ?? nameOf(preview), 'md')
  if (cut && path !== undefined && conversation !== undefined) return [fileAt(path, conversation)]
  return [made('Markdown', name, MARKDOWN, () => words)]
}

function chartFiles(preview: PreviewOf<'chart'>, conversation: string | undefined): Download[] {
  const { chart, attachment } = preview
  const title = nameOf(preview)
  const drawn = made('SVG', fileName(title, 'svg'), 'image/svg+xml', async () => {
    const { svgOf } = await import('./chart/svg-file')
    return svgOf(chart, title)
  })
  const data = made('CSV', fileName(title, 'csv'), CSV, () => csvOf(chartData(chart)))
  // What its maker drew may hold more than the data says.
  const original =
    attachment && conversation !== undefined ? [kept(`SVG · ${attachment.name}`, attachment, conversation)] : []
  return [drawn, data, ...original]
}

function originalOf(preview: PreviewOf<'image' | 'file'>, conversation: string | undefined): Download[] {
  if (conversation === undefined) return []
  const { path } = preview
  const attachment = preview.kind === 'image' ? preview.attachment : undefined
  return [attachment ? kept(fileName(path, ''), attachment, conversation) : fileAt(path, conversation)]
}

function pictureOf({ attachment, screenshot }: PreviewOf<'page'>, conversation: string | undefined): Download[] {
  if (conversation === undefined) return []
  if (attachment) return [kept(fileName(attachment.name, ''), attachment, conversation)]
  if (screenshot === null) return []
  return [fileAt(screenshot, conversation)]
}

function fileAt(path: string, conversation: string): Download {
  const name = fileName(path, '')
  return { label: name, name, from: { href: fileUrl(conversation, path, { download: '1' }) } }
}

function kept(label: string, { attachmentId, name }: Attachment, conversation: string): Download {
  return {
    label,
    name: fileName(name, ''),
    from: { href: attachmentUrl(conversation, attachmentId, { download: '1' }) },
  }
}

const endings: Record<string, string> = { python: 'py', javascript: 'js', typescript: 'ts', bash: 'sh', sql: 'sql' }

const NAME_MAX_CHARS = 80
/** Control characters, and those that turn the direction of writing, so that an ending cannot be feigned. */
const FORBIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069<>:"/\\|?*]+/gu

/** A name that every file system takes, of a path's last part or of a title. `ending` is added where it is missing. */
export function fileName(given: string, ending: string): string {
  const last = given.slice(given.search(/[^/\\]*[/\\]*$/))
  const clean = last
    .replace(FORBIDDEN, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|[. ]+$/g, '')
  const end = ending === '' || clean.toLowerCase().endsWith(`.${ending}`) ? '' : `.${ending}`
  return `${shortened(clean || 'preview', end)}${end}`
}

function shortened(name: string, end: string): string {
  const letters = [...name]
  return letters.length + end.length <= NAME_MAX_CHARS ? name : letters.slice(0, NAME_MAX_CHARS - end.length).join('')
}
