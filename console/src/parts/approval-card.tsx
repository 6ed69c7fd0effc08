import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import type { Approval, ApprovalDecision } from '../../../src/wire/approvals'
import { formatTime } from '../text/numbers'
import { sentenceFor, text } from '../text/text'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import type { Opened } from './talk-header'

interface ApprovalCardProps {
  approval: Approval
  approvals: Opened['approvals']
}

/** A call that waits: what would leave, why it is asked, and three answers. Later the answer that was given. */
export function ApprovalCard({ approval, approvals }: ApprovalCardProps) {
  const titleId = useId()
  const said = useRef<HTMLParagraphElement>(null)
  const wasHere = useRef(false)
  const isOpen = approval.decision === null
  useLayoutEffect(() => {
    // The button that was pressed is gone: its place keeps the focus.
    if (!isOpen && wasHere.current) said.current?.focus()
    wasHere.current = false
  }, [isOpen])
  if (!isOpen) {
    return (
      <li class={approval.decision === 'denied' ? 'approval-said denied' : 'approval-said'}>
        <p ref={said} tabIndex={-1}>
          <Icon name={approval.decision === 'denied' ? 'close' : 'check'} size={14} />
          {outcomeOf(approval)}
        </p>
      </li>
    )
  }
  const decide = (decision: ApprovalDecision) => {
    wasHere.current = true
    void approvals.decide(approval, decision)
  }
  const isDeciding = approvals.deciding.value === approval.id
  return (
    <li>
      <section class="approval" id={cardId(approval)} aria-labelledby={titleId} tabIndex={-1}>
        <h3 id={titleId}>{titleOf(approval)}</h3>
        <pre>{approval.summary}</pre>
        {approval.hosts.length > 1 && (
          <details>
            <summary>{text.value.approvals.allHosts}</summary>
            <ul>
              {approval.hosts.map((host) => (
                <li key={host}>{host}</li>
              ))}
            </ul>
          </details>
        )}
        <p>{text.value.approvals.why}</p>
        {approval.kind === 'deployment' && <p>{text.value.approvals.siteHint}</p>}
        <div class="approval-answers">
          <Button kind="outline" disabled={isDeciding} onClick={() => decide('once')}>
            {text.value.approvals.once}
          </Button>
          <Button kind="outline" disabled={isDeciding} onClick={() => decide('host')}>
            {text.value.approvals.host(approval.hosts.length)}
          </Button>
          <Button kind="primary" disabled={isDeciding} onClick={() => decide('denied')}>
            {text.value.approvals.deny}
          </Button>
        </div>
        <p class="approval-until">
          {isDeciding ? text.value.approvals.deciding : text.value.approvals.until(formatTime(approval.expiresAt))}
        </p>
        {approvals.problem.value !== undefined && (
          <p class="problem" role="alert">
            {sentenceFor(approvals.problem.value)}
          </p>
        )}
      </section>
    </li>
  )
}

export function cardId({ id }: Approval): string {
  return `approval-${id}`
}

/** The first host, and how many others. */
export function hostsOf({ hosts }: Approval): string {
  const [first = '', ...others] = hosts
  return others.length === 0 ? first : text.value.approvals.more(first, others.length)
}

function titleOf(approval: Approval): string {
  const words = text.value.approvals
  return approval.kind === 'deployment'
    ? words.deploymentTitle(hostsOf(approval))
    : words.requestTitle(hostsOf(approval))
}

function outcomeOf(approval: Approval): string {
  const { once, host, denied } = {
    once: text.value.approvals.allowedOnce,
    host: text.value.approvals.allowedHost,
    denied: approval.by === 'timeout' ? text.value.approvals.deniedByTime : text.value.approvals.denied,
  }
  if (approval.decision === 'once') return once(hostsOf(approval))
  return approval.decision === 'host' ? host(hostsOf(approval)) : denied(hostsOf(approval))
}
