import * as z from 'zod/mini'
import { Attachment } from './attachments'
import { Chart } from './chart'
import { Table } from './table'

const Todo = z.object({
  id: z.string(),
  content: z.string(),
  priority: z.enum(['high', 'medium', 'low']),
  status: z.enum(['pending', 'in_progress', 'completed']),
})
export type Todo = z.infer<typeof Todo>

/** A line of a diff: kept, added or removed. */
const DiffLine = z.object({ kind: z.enum(['keep', 'add', 'remove']), text: z.string() })
export type DiffLine = z.infer<typeof DiffLine>

/** A page of the web as a search told of it. */
const FoundPage = z.object({
  title: z.string(),
  url: z.string(),
  host: z.string(),
  snippet: z.string(),
  /** YYYY-MM-DD. */
  date: z.nullable(z.string()),
})

/** A picture of the web; a console shows it only where the person opens it. */
const FoundImage = z.object({
  title: z.string(),
  url: z.string(),
  host: z.string(),
  /** The page on which it stands. */
  page: z.nullable(z.string()),
  thumbnail: z.nullable(z.string()),
  /** Pixels. */
  width: z.nullable(z.number()),
  height: z.nullable(z.number()),
})

/** What one query came to: `results` of a search for pages, `images` of one for pictures. */
const Searched = z.object({
  query: z.string(),
  results: z.array(FoundPage),
  images: z.array(FoundImage),
  /** Why nothing came back, in a sentence. */
  problem: z.nullable(z.string()),
})

const TextPreview = z.object({
  kind: z.literal('text'),
  title: z.string(),
  text: z.string(),
  cut: z.optional(z.boolean()),
})

const MarkdownPreview = z.object({
  kind: z.literal('markdown'),
  title: z.string(),
  /** Where it lies in the workspace, if it is a file. */
  path: z.optional(z.string()),
  text: z.string(),
  cut: z.optional(z.boolean()),
})

const TablePreview = z.object({
  kind: z.literal('table'),
  title: z.string(),
  path: z.optional(z.string()),
  table: Table,
})

const ChartPreview = z.object({
  kind: z.literal('chart'),
  title: z.string(),
  chart: Chart,
  /** The same as a drawing of its maker, an SVG. */
  attachment: z.optional(Attachment),
})

const ImagePreview = z.object({
  kind: z.literal('image'),
  title: z.string(),
  path: z.string(),
  sizeBytes: z.nullable(z.number()),
  /** Pixels, where they are known. */
  width: z.optional(z.nullable(z.number())),
  height: z.optional(z.nullable(z.number())),
  /** The picture as it was; absent while the call runs. */
  attachment: z.optional(Attachment),
})

/** What a piece of code brought forth. Printed text has no title of its own. */
const CodeOutput = z.discriminatedUnion('kind', [
  TextPreview,
  MarkdownPreview,
  TablePreview,
  ChartPreview,
  ImagePreview,
])
export type CodeOutput = z.infer<typeof CodeOutput>

/**
 * What a person sees of a tool call. `title` names the object of the call (a path, a folder, a query); text is cut to
 * PREVIEW_CHARS by whoever makes the preview, and `cut` then says so. A reader shows an unknown kind by its title.
 */
export const Preview = z.discriminatedUnion('kind', [
  TextPreview,
  MarkdownPreview,
  TablePreview,
  ChartPreview,
  ImagePreview,
  z.object({
    kind: z.literal('file'),
    title: z.string(),
    path: z.string(),
    text: z.string(),
    /** Lines of the whole file or of the excerpt read; null while it is not known. */
    lines: z.nullable(z.number()),
    /** The first line shown, counted from 1; absent where the text starts the file. */
    firstLine: z.optional(z.number()),
    cut: z.optional(z.boolean()),
  }),
  z.object({
    kind: z.literal('diff'),
    title: z.string(),
    path: z.string(),
    lines: z.array(DiffLine),
    added: z.number(),
    removed: z.number(),
    cut: z.optional(z.boolean()),
  }),
  z.object({
    kind: z.literal('terminal'),
    title: z.string(),
    command: z.string(),
    /** What it printed, both streams; where that is long, its end. */
    text: z.string(),
    /** Null while it runs. */
    exitCode: z.nullable(z.number()),
    cut: z.optional(z.boolean()),
  }),
  z.object({
    kind: z.literal('code'),
    title: z.string(),
    /** As highlighters name it: `python`. */
    language: z.string(),
    code: z.string(),
    /** In the order in which they came: what was printed, and what was shown. */
    outputs: z.array(CodeOutput),
    /** Null while it runs. */
    failed: z.nullable(z.boolean()),
    cut: z.optional(z.boolean()),
  }),
  z.object({ kind: z.literal('todos'), title: z.string(), items: z.array(Todo) }),
  z.object({
    kind: z.literal('site'),
    title: z.string(),
    folder: z.string(),
    /** Null until the site is online. */
    url: z.nullable(z.string()),
    deploymentId: z.nullable(z.string()),
    files: z.nullable(z.number()),
    sizeBytes: z.nullable(z.number()),
  }),
  z.object({
    kind: z.literal('page'),
    title: z.string(),
    url: z.string(),
    text: z.string(),
    cut: z.optional(z.boolean()),
    /** A picture of the page, by its path in the workspace; null where none was made. */
    screenshot: z.nullable(z.string()),
    /** The same as it was when it was made. */
    attachment: z.optional(Attachment),
  }),
  z.object({
    kind: z.literal('search'),
    title: z.string(),
    /** The service that answered; null until it has. */
    service: z.nullable(z.string()),
    /** In the order of the queries; empty until answers are there. */
    searches: z.array(Searched),
  }),
])
export type Preview = z.infer<typeof Preview>

/** Text in a preview is at most this long; the whole stands in the file or in the tool's output. */
export const PREVIEW_CHARS = 20_000

/** What a piece of code brought forth is so much at most, as JSON; and so many things. */
export const CODE_MAX_CHARS = 100_000
export const CODE_MAX_OUTPUTS = 50
