import * as z from 'zod'
import { type PdfReader, type PdfText, ToolError } from '../../agent/tool'
import { readIsolateCode } from '../isolate-code'
import type { PagesRead, Reader } from './reader/reader'

interface Parts {
  loader: WorkerLoader | undefined
  assets: Fetcher
  /** After it the pages that were read so far are the answer; 30,000 unless told. */
  timeoutMs?: number
}

/** A page takes 5 to 50 ms; a turn must not stand still for minutes. */
const PAGES_MAX = 500

/** A little more than is kept of a document. */
const CHARS_MAX = 5_000_000

/** A reader that has not answered this long after its time never will. */
const GRACE_MS = 2000

/** What comes out of the isolate was made by whoever made the PDF, so nothing of it is taken on trust. */
const Answer = z.union([
  z.object({ problem: z.enum(['locked', 'damaged']) }),
  z.object({
    pages: z.array(z.object({ number: z.int().min(1), text: z.string() })).max(PAGES_MAX),
    unreadable: z.array(z.int().min(1)).max(PAGES_MAX),
    total: z.int().min(0),
    isLate: z.boolean(),
  }),
])

const PROBLEMS = {
  locked: 'The PDF wants a password. Ask for one without.',
  damaged: 'The PDF is damaged, or none at all. Ask for the file again.',
}

/** Reads each PDF in an isolate of its own, which ends with it and reaches nothing. */
export class PdfIsolate implements PdfReader {
  readonly #timeoutMs: number

  constructor(private readonly parts: Parts) {
    this.#timeoutMs = parts.timeoutMs ?? 30_000
  }

  async read(bytes: Uint8Array): Promise<PdfText> {
    const { loader, assets } = this.parts
    if (!loader)
      throw new ToolError(
        'PDF files cannot be read here: wrangler.toml needs the binding LOADER under [[worker_loaders]]. Ask for the text in another form.',
      )
    const { code } = await readIsolateCode(assets, {
      folder: 'pdf',
      mainModule: 'reader.js',
      compatibilityDate: '2026-10-01',
      limits: { cpuMs: this.#timeoutMs },
    })
    const answer = Answer.safeParse(await this.#ask(loader.load(code).getEntrypoint<Reader>('Reader'), bytes))
    if (!answer.success) throw new ToolError(PROBLEMS.damaged)
    if ('problem' in answer.data) throw new ToolError(PROBLEMS[answer.data.problem])
    return textOf(answer.data)
  }

  async #ask(reader: Fetcher<Reader>, bytes: Uint8Array): Promise<unknown> {
    const timeoutMs = this.#timeoutMs
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new ToolError(tooLong)), timeoutMs + GRACE_MS)
    try {
      return await Promise.race([reader.read(bytes, { pagesMax: PAGES_MAX, charsMax: CHARS_MAX, timeoutMs }), late])
    } catch (error) {
      // The platform ends an isolate that takes too much time or memory.
      throw error instanceof ToolError ? error : new ToolError(tooLong, { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }
}

const tooLong = 'The PDF takes more time or memory to read than there is. Ask for a smaller part of it.'

function textOf({ pages, unreadable, total, isLate }: PagesRead): PdfText {
  const seen = pages.length + unreadable.length
  if (pages.length === 0 && isLate) throw new ToolError(tooLong)
  if (pages.length === 0 && unreadable.length > 0) throw new ToolError(PROBLEMS.damaged)
  const notes: string[] = []
  if (unreadable.length > 0) notes.push(`${pagesAre(unreadable.length)} damaged and could not be read.`)
  if (isLate) notes.push('Reading took too long and was stopped.')
  if (total > seen) notes.push(`${pagesAre(total - seen, ' more')} not shown.`)
  return { pages, notes }
}

function pagesAre(count: number, more = ''): string {
  return count === 1 ? `One${more} page is` : `${count}${more} pages are`
}
