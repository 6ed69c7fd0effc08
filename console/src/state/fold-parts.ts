import type { EventOf, LogEvent } from '../../../src/wire/events'
import type { MessagePart } from '../../../src/wire/messages'
import type { TalkPart, ToolPart } from './talk-shapes'

/** A stored part as a watcher's part. */
export function toTalkPart(part: MessagePart): TalkPart {
  if (part.type === 'reasoning') return { ...part, startedAt: null, durationMs: part.durationMs ?? null }
  if (part.type !== 'tool') return part
  return {
    ...part,
    phase: part.status === 'running' ? 'running' : 'ended',
    startedAt: null,
    error: part.status === 'error' ? part.output : null,
    watched: false,
  }
}

/** The parts of an answer after one more event of its turn; parts that did not change keep their identity. */
export function foldPart(parts: TalkPart[], event: LogEvent): TalkPart[] {
  switch (event.type) {
    case 'text.delta':
      return appendText(parts, event)
    case 'reasoning.delta':
      return appendReasoning(parts, event)
    case 'tool.preparing':
    case 'tool.started':
      return beginTool(endReasoning(parts, event.at), event)
    case 'tool.progress':
      return changeTool(parts, event.invocationId, (tool) => ({ ...tool, preview: event.preview }))
    case 'tool.completed':
      return changeTool(parts, event.invocationId, (tool) => completeTool(tool, event))
    case 'turn.completed':
    case 'turn.failed':
    case 'turn.stopped':
      return endReasoning(parts, event.at).map(endTool)
    default:
      return parts
  }
}

function appendText(parts: TalkPart[], { text, at }: EventOf<'text.delta'>): TalkPart[] {
  const last = parts.at(-1)
  if (last?.type === 'text') return [...parts.slice(0, -1), { ...last, text: last.text + text }]
  return [...endReasoning(parts, at), { type: 'text', text }]
}

function appendReasoning(parts: TalkPart[], { text, at }: EventOf<'reasoning.delta'>): TalkPart[] {
  const last = parts.at(-1)
  if (last?.type === 'reasoning') return [...parts.slice(0, -1), { ...last, text: last.text + text }]
  return [...parts, { type: 'reasoning', text, startedAt: at, durationMs: null }]
}

function endReasoning(parts: TalkPart[], at: number): TalkPart[] {
  const last = parts.at(-1)
  if (last?.type !== 'reasoning' || last.startedAt === null || last.durationMs !== null) return parts
  return [...parts.slice(0, -1), { ...last, durationMs: at - last.startedAt }]
}

function beginTool(parts: TalkPart[], event: EventOf<'tool.preparing'> | EventOf<'tool.started'>): TalkPart[] {
  const { invocationId, name, preview, at } = event
  const step = event.type === 'tool.started' ? { phase: 'running' as const, input: event.input } : {}
  if (parts.some((part) => part.type === 'tool' && part.invocationId === invocationId)) {
    const startedAt = event.type === 'tool.started' ? { startedAt: at } : {}
    return changeTool(parts, invocationId, (tool) => ({
      ...tool,
      ...step,
      ...startedAt,
      preview: preview ?? tool.preview,
    }))
  }
  const tool: ToolPart = {
    type: 'tool',
    invocationId,
    name,
    input: null,
    status: 'running',
    output: null,
    preview,
    durationMs: null,
    phase: 'preparing',
    startedAt: at,
    error: null,
    watched: true,
    ...step,
  }
  return [...parts, tool]
}

function completeTool(tool: ToolPart, event: EventOf<'tool.completed'>): ToolPart {
  return {
    ...tool,
    phase: 'ended',
    status: event.status,
    durationMs: event.durationMs,
    output: event.output ?? event.error ?? tool.output,
    preview: event.preview ?? tool.preview,
    error: event.error ?? null,
  }
}

/** A turn that ended leaves nothing running: what had no result was stopped. */
function endTool(part: TalkPart): TalkPart {
  if (part.type !== 'tool' || part.phase === 'ended') return part
  return { ...part, phase: 'ended', status: 'stopped' }
}

function changeTool(parts: TalkPart[], invocationId: string, change: (tool: ToolPart) => ToolPart): TalkPart[] {
  return parts.map((part) => (part.type === 'tool' && part.invocationId === invocationId ? change(part) : part))
}
