export interface ServerEvent {
  event: string
  data: string
}

/**
 * Server-sent events out of text that arrives in any pieces: lines end in CRLF, LF or CR, comments are dropped, several
 * data lines make one event (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 * Unlike a browser it also gives the last event where the stream ends without the blank line.
 */
export class EventReader {
  #rest = ''
  #skipsLineFeed = false
  #event = ''
  #data: string[] = []

  /** Characters of an event that has no end yet. */
  get heldChars(): number {
    return this.#data.reduce((sum, line) => sum + line.length, this.#rest.length)
  }

  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = []
    for (const line of this.#lines(text)) {
      if (line === '') this.#dispatch(events)
      else this.#field(line)
    }
    return events
  }

  end(): ServerEvent[] {
    return this.push('\n\n')
  }

  #lines(text: string): string[] {
    let pending = text
    // A CR ended a line at once; the LF after it may only come with the next piece.
    if (this.#skipsLineFeed && pending !== '') {
      this.#skipsLineFeed = false
      if (pending.startsWith('\n')) pending = pending.slice(1)
    }
    this.#skipsLineFeed ||= pending.endsWith('\r')
    const lines = pending.split(/\r\n|\r|\n/)
    lines[0] = this.#rest + lines[0]
    this.#rest = lines.pop() ?? ''
    return lines
  }

  #field(line: string): void {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') this.#data.push(value)
    if (name === 'event') this.#event = value
  }

  #dispatch(events: ServerEvent[]): void {
    if (this.#data.length > 0) events.push({ event: this.#event || 'message', data: this.#data.join('\n') })
    this.#event = ''
    this.#data = []
  }
}
