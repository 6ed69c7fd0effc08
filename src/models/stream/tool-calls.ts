import { listOf, parsedJson, recordOf, textOf } from '../json'

/** A piece of a tool call as the SDK reads it without guessing: always an index, the name only once. */
export interface CallDelta {
  index: number
  id?: string
  type?: 'function'
  function: { name?: string; arguments: string }
  extra_content?: unknown
}

/** A call that never got a name still reaches the model's ear, as a tool that does not exist. */
const NAMELESS = 'unknown_tool'

interface Call {
  index: number
  /** The index the provider gave; it may be missing, or used for several calls. */
  wireIndex: number | undefined
  id: string | undefined
  name: string
  arguments: string
  begun: boolean
  extra: unknown
}

interface Piece {
  index: number | undefined
  id: string | undefined
  name: string | undefined
  arguments: string
  extra: unknown
}

/**
 * Which call a piece belongs to, whatever the provider left out: by id, else by index, else the last one goes on.
 * The start of a call is held back until its first argument or the next call, since a name may come in pieces.
 */
export class ToolCalls {
  #calls: Call[] = []
  #last: Call | undefined

  get any(): boolean {
    return this.#calls.length > 0
  }

  take(entries: unknown): CallDelta[] {
    const list = listOf(entries)
    return list.flatMap((entry, position) => {
      const piece = pieceOf(entry, list.length > 1 ? position : undefined)
      return piece ? this.#add(piece) : []
    })
  }

  /** Starts what was held back. A call without name and arguments was no call. */
  end(): CallDelta[] {
    return this.#calls.filter((call) => !call.begun && (call.name || call.arguments)).map(begin)
  }

  #add(piece: Piece): CallDelta[] {
    const known = this.#find(piece)
    const held = known || !this.#last || this.#last.begun || !this.#last.name ? [] : [begin(this.#last)]
    const call = known ?? this.#open(piece)
    this.#last = call
    call.id ??= piece.id
    call.extra ??= piece.extra
    if (piece.name && piece.name !== call.name && !(call.name && call.arguments)) call.name += piece.name
    call.arguments += piece.arguments
    return [...held, ...told(call, piece.arguments)]
  }

  #open(piece: Piece): Call {
    const taken = this.#calls.map((call) => call.index)
    const free = piece.index !== undefined && !taken.includes(piece.index)
    const index = free && piece.index !== undefined ? piece.index : Math.max(-1, ...taken) + 1
    const call: Call = {
      index,
      wireIndex: piece.index,
      id: piece.id,
      name: '',
      arguments: '',
      begun: false,
      extra: undefined,
    }
    this.#calls.push(call)
    return call
  }

  #find(piece: Piece): Call | undefined {
    const { id, index } = piece
    const sameIndex = (call: Call) => index === undefined || call.wireIndex === undefined || call.wireIndex === index
    const known = id === undefined ? undefined : this.#calls.findLast((call) => call.id === id && sameIndex(call))
    const there = index === undefined ? this.#last : this.#calls.findLast((call) => call.wireIndex === index)
    const call = known ?? (there && isLabelled(there, piece) ? there : undefined)
    return call && !startsAnother(call, piece) ? call : undefined
  }
}

/** Whether a piece whose id is new, or which has none, can belong to the call at its place. */
function isLabelled(call: Call, piece: Piece): boolean {
  if (piece.id !== undefined && call.id !== undefined) return piece.name === undefined && !isWhole(call.arguments)
  if (piece.name === undefined || call.name === '' || piece.index !== undefined) return true
  return piece.name === call.name && call.arguments !== ''
}

/** A name after arguments begins another call, unless it merely repeats the name of this one. */
function startsAnother(call: Call, piece: Piece): boolean {
  if (piece.name === undefined || call.name === '' || call.arguments === '') return false
  return piece.name !== call.name || (piece.arguments !== '' && isWhole(call.arguments))
}

function isWhole(text: string): boolean {
  return recordOf(parsedJson(text)) !== undefined
}

function told(call: Call, text: string): CallDelta[] {
  if (!call.begun) return call.name && call.arguments ? [begin(call)] : []
  return text === '' ? [] : [{ index: call.index, function: { arguments: text } }]
}

function begin(call: Call): CallDelta {
  call.begun = true
  return {
    index: call.index,
    type: 'function',
    function: { name: call.name || NAMELESS, arguments: call.arguments },
    ...(call.id === undefined ? {} : { id: call.id }),
    ...(call.extra === undefined ? {} : { extra_content: call.extra }),
  }
}

/** OpenAI's shape, or the flat one of Workers AI and Ollama. Undefined for an entry that says nothing. */
function pieceOf(entry: unknown, position: number | undefined): Piece | undefined {
  const call = recordOf(entry)
  if (!call) return undefined
  const fn = recordOf(call.function) ?? call
  const piece = {
    index: indexOf(call.index) ?? (textOf(call.id) ? undefined : position),
    id: textOf(call.id),
    name: textOf(fn.name),
    arguments: argumentsOf(fn.arguments),
    extra: call.extra_content ?? undefined,
  }
  return piece.id || piece.name || piece.arguments ? piece : undefined
}

function indexOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined
}

function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
