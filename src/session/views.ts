import type { ChatPayload } from '../wire/chat'
import { type FileList, UPLOAD_MAX_BYTES, UPLOAD_MAX_FILES } from '../wire/files'
import type { MessagePage } from '../wire/messages'
import type { Invocation, Turn } from '../wire/turns'
import { closingOf } from './closing'
import { cursorAt } from './cursor'
import type { LedgerEntry } from './ledger'
import type { Store } from './store'
import type { TurnRow } from './turn-queue'

/** The active branch as of a cursor; while a turn runs the cursor lies before that turn, so that its events complete the page. */
export function messagePage(store: Store, query: { before?: string | undefined; limit: number }): MessagePage {
  const { running } = store.turns
  const seq = running ? seqBefore(running) : store.log.last
  return { ...store.transcript.page({ before: query.before, limit: query.limit, seq }), cursor: cursorAt(seq) }
}

/** A turn that had to wait begins with `turn.started`; one that did not, with its own message. */
function seqBefore({ first_seq, started_seq, waited }: TurnRow): number {
  return (waited === 1 && started_seq !== null ? started_seq : first_seq) - 1
}

export function turnView(store: Store, turnId: string): Turn {
  const turn = store.turns.get(turnId)
  return {
    id: turn.id,
    conversationId: store.conversation.get().id,
    messageId: turn.message_id,
    answerId: turn.answer_id,
    status: turn.status,
    model: turn.model,
    createdAt: turn.created_at,
    startedAt: turn.started_at,
    endedAt: turn.ended_at,
    usage: store.steps.usageOf(turn.id),
    error: turn.error === null ? null : JSON.parse(turn.error),
    steps: store.steps.list(turn.id),
    approvals: store.approvals.ofTurn(turn.id),
    invocations: store.ledger.show(turn.id).map(shown),
  }
}

/** One call, whole. */
export function invocationView(store: Store, turnId: string, invocationId: string): Invocation {
  return shown(store.ledger.get(turnId, invocationId))
}

function shown({ turnId: _, callId: __, stage: ___, images: ____, ...invocation }: LedgerEntry): Invocation {
  return invocation
}

export function fileList({ workspace }: Store): FileList {
  const uploads = { count: workspace.uploads().length, maxFiles: UPLOAD_MAX_FILES, maxBytes: UPLOAD_MAX_BYTES }
  return { files: workspace.list(), uploads }
}

/** What `final` carries in the chat dialect: everything measured, nothing invented. */
export function chatPayload(store: Store, turn: Turn): ChatPayload {
  const answer = store.transcript.messageParts(turn.answerId, turn.id)
  const { site, made, uploads, files } = closingOf(store, turn.id)
  return {
    reply: answer.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    conversation_id: turn.conversationId,
    message_id: turn.answerId,
    meta: {
      model: turn.model,
      timestamp: new Date(turn.endedAt ?? store.now()).toISOString(),
      tokensIn: turn.usage.inputTokens,
      tokensOut: turn.usage.outputTokens,
      latency: turn.startedAt === null || turn.endedAt === null ? null : (turn.endedAt - turn.startedAt) / 1000,
      status: turn.status === 'stopped' ? 'stopped' : 'completed',
      summary: `${counted(turn.steps.length, 'step')}, ${counted(turn.invocations.length, 'tool call')}`,
    },
    web_preview: site ? { url: site.url, deployment_id: site.id, title: site.title } : null,
    ppt_slides: [],
    artifacts: made.map(({ path, type }) => ({ type, name: path, url: fileUrl(turn.conversationId, path) })),
    tool_calls: turn.invocations.map(({ step, name, input, output, invocationId }) => ({
      step,
      tool_name: name,
      tool_input: input,
      tool_output: output,
      invocation_id: invocationId,
    })),
    workspace_state: { files, snapshots: 0, latest_snapshot: null },
    uploads: uploads.map(({ path, sizeBytes }) => ({
      name: path.split('/').at(-1) ?? path,
      path: `/mnt/okcomputer/${path}`,
      size_bytes: sizeBytes,
    })),
    upload_limit: UPLOAD_MAX_FILES,
    max_upload_size_mb: UPLOAD_MAX_BYTES / 1_000_000,
    max_upload_size_bytes: UPLOAD_MAX_BYTES,
  }
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

function fileUrl(conversationId: string, path: string): string {
  return `/api/conversations/${conversationId}/files/${path.split('/').map(encodeURIComponent).join('/')}`
}
