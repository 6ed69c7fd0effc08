import { partialInput } from '../agent/partial-input'
import type { Tool } from '../agent/tool'
import type { NewEvent } from '../wire/events'
import type { Preview } from '../wire/preview'
import { previewOf } from './preview-of'

/** At most 5 a second. */
const INTERVAL_MS = 200

/** The log keeps every look at growing arguments, so each is small: the newest lines. */
const GLIMPSE_CHARS = 1500
const GLIMPSE_LINES = 40

type CodePreview = Extract<Preview, { kind: 'code' }>

interface Stream {
  name: string
  text: string
  changed: boolean
}

/** Shows tool calls while the model still writes their arguments. */
export class Preparing {
  readonly #streams = new Map<string, Stream>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #closed = false

  constructor(
    private readonly turnId: string,
    private readonly findTool: (name: string) => Tool | undefined,
    private readonly write: (event: NewEvent) => void,
  ) {}

  add({ invocationId, name, text }: { invocationId: string; name: string; text: string }): void {
    const known = this.#streams.get(invocationId)
    if (known) {
      known.text += text
      known.changed = true
    } else {
      this.#streams.set(invocationId, { name, text, changed: false })
      this.#tell(invocationId, name, null)
    }
    this.#timer ??= setTimeout(() => this.#look(), INTERVAL_MS)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  async #look(): Promise<void> {
    this.#timer = null
    for (const [invocationId, stream] of this.#streams) {
      if (!stream.changed) continue
      stream.changed = false
      const input = await partialInput(stream.text)
      if (this.#closed) return
      this.#tell(invocationId, stream.name, previewOf(this.findTool(stream.name), input))
    }
  }

  #tell(invocationId: string, name: string, preview: Preview | null): void {
    this.write({
      type: 'tool.preparing',
      turnId: this.turnId,
      invocationId,
      name,
      preview: preview && glimpse(preview, GLIMPSE_CHARS),
    })
  }
}

/** The end of a preview. */
export function glimpse(preview: Preview, chars: number): Preview {
  if ('text' in preview && preview.text.length > chars) {
    return { ...preview, text: preview.text.slice(-chars), cut: true }
  }
  if (preview.kind === 'code') return codeGlimpse(preview, chars)
  if (preview.kind === 'table')
    return { ...preview, table: { ...preview.table, rows: firstWithin(preview.table.rows, chars) } }
  if (preview.kind === 'diff' && preview.lines.length > GLIMPSE_LINES) {
    return { ...preview, lines: preview.lines.slice(-GLIMPSE_LINES), cut: true }
  }
  return preview
}

/** Of code that is written its end; what came of it as far as it is small. */
function codeGlimpse(preview: CodePreview, chars: number): CodePreview {
  const { code, outputs } = preview
  const kept = firstWithin(outputs, chars)
  if (code.length <= chars && kept.length === outputs.length) return preview
  return { ...preview, code: code.slice(-chars), outputs: kept, cut: true }
}

function firstWithin<T>(list: readonly T[], chars: number): T[] {
  const kept: T[] = []
  let left = chars
  for (const each of list) {
    left -= JSON.stringify(each).length
    if (left < 0) break
    kept.push(each)
  }
  return kept
}
