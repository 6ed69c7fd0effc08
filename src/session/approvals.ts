import { notFound } from '../errors'
import {
  APPROVAL_HOURS,
  type Approval,
  type ApprovalDecision,
  type ApprovalKind,
  type DecidedBy,
} from '../wire/approvals'

/** After this long nobody's answer is a no. */
const PATIENCE_MS = APPROVAL_HOURS * 60 * 60_000

/** The newest of them tell all that a person may want to look up. */
const LISTED_MAX = 200

type ApprovalRow = {
  id: string
  turn_id: string
  invocation_id: string
  kind: ApprovalKind
  tool: string
  hosts: string
  summary: string
  /** 1 where the call had reached outside before, so that it does not run again. */
  had_sent: number
  requested_at: number
  decision: ApprovalDecision | null
  decided_by: DecidedBy | null
  decided_at: number | null
  /** The one call that `once` lets through; null while a later call of the turn may take it. */
  used_by: string | null
}

export interface NewApproval {
  id: string
  turnId: string
  invocationId: string
  kind: ApprovalKind
  tool: string
  hosts: readonly string[]
  summary: string
  hadSent: boolean
  now: number
}

/** What was decided about a call that waited. */
export interface Ruling {
  decision: ApprovalDecision
  by: DecidedBy
  hosts: string[]
  hadSent: boolean
}

/** A call that wants to reach a host. */
export interface Reach {
  host: string
  turnId: string
  invocationId: string
}

/** The calls of a conversation that wait or waited for the person. */
export class Approvals {
  constructor(private readonly sql: SqlStorage) {}

  request({ id, turnId, invocationId, kind, tool, hosts, summary, hadSent, now }: NewApproval): void {
    this.sql.exec(
      `INSERT INTO approvals (id, turn_id, invocation_id, kind, tool, hosts, summary, had_sent, requested_at, used_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      turnId,
      invocationId,
      kind,
      tool,
      JSON.stringify(hosts),
      summary,
      Number(hadSent),
      now,
      hadSent ? null : invocationId,
    )
  }

  decide(id: string, { decision, by, now }: { decision: ApprovalDecision; by: DecidedBy; now: number }): void {
    this.sql.exec(
      'UPDATE approvals SET decision = ?, decided_by = ?, decided_at = ? WHERE id = ? AND decision IS NULL',
      decision,
      by,
      now,
      id,
    )
  }

  /** Throws not_found. */
  get(id: string): Approval {
    const [row] = this.#rows('WHERE id = ?', id)
    if (!row) throw notFound('approval')
    return approvalOf(row)
  }

  /** Newest first. */
  list(): Approval[] {
    return this.#rows('ORDER BY requested_at DESC, id LIMIT ?', LISTED_MAX).map(approvalOf)
  }

  ofTurn(turnId: string): Approval[] {
    return this.#rows('WHERE turn_id = ? ORDER BY requested_at, id', turnId).map(approvalOf)
  }

  /** Those that nobody has decided, of one turn or of all. */
  open(turnId?: string): Approval[] {
    const waiting = this.#rows('WHERE decision IS NULL ORDER BY requested_at, id').map(approvalOf)
    return turnId === undefined ? waiting : waiting.filter((approval) => approval.turnId === turnId)
  }

  /** When the oldest that waits is denied by itself. */
  nextDueAt(): number | undefined {
    return this.open()[0]?.expiresAt
  }

  /** The last word on a call; undefined where it never waited, or still waits. */
  findRuling(invocationId: string): Ruling | undefined {
    const row = this.#rows('WHERE invocation_id = ? ORDER BY requested_at, id', invocationId).at(-1)
    if (!row || row.decision === null || row.decided_by === null) return undefined
    return { decision: row.decision, by: row.decided_by, hosts: JSON.parse(row.hosts), hadSent: row.had_sent === 1 }
  }

  /** Hosts that the person opened for the whole conversation; of one kind, or of both. */
  openHosts(kind?: ApprovalKind): Set<string> {
    const rows = this.#rows("WHERE decision = 'host'").filter((row) => kind === undefined || row.kind === kind)
    return new Set(rows.flatMap(({ hosts }) => JSON.parse(hosts)))
  }

  /** Lets a call take the `once` that waits for it, or that a call before it left unused. False where there is none. */
  takeOnce({ host, turnId, invocationId }: Reach): boolean {
    const row = this.#rows("WHERE decision = 'once' AND turn_id = ?", turnId).find(
      (each) => [invocationId, null].includes(each.used_by) && JSON.parse(each.hosts).includes(host),
    )
    if (row && row.used_by === null)
      this.sql.exec('UPDATE approvals SET used_by = ? WHERE id = ?', invocationId, row.id)
    return row !== undefined
  }

  /** Whether the person said no to the host in this turn: asking again would only press them. */
  isDenied({ host, turnId }: Omit<Reach, 'invocationId'>): boolean {
    return this.#rows("WHERE decision = 'denied' AND turn_id = ?", turnId).some(({ hosts }) =>
      JSON.parse(hosts).includes(host),
    )
  }

  #rows(rest: string, ...bindings: (string | number)[]): ApprovalRow[] {
    return this.sql.exec<ApprovalRow>(`SELECT * FROM approvals ${rest}`, ...bindings).toArray()
  }
}

function approvalOf(row: ApprovalRow): Approval {
  return {
    id: row.id,
    turnId: row.turn_id,
    invocationId: row.invocation_id,
    kind: row.kind,
    tool: row.tool,
    hosts: JSON.parse(row.hosts),
    summary: row.summary,
    requestedAt: row.requested_at,
    expiresAt: row.requested_at + PATIENCE_MS,
    decision: row.decision,
    by: row.decided_by,
    decidedAt: row.decided_at,
  }
}
