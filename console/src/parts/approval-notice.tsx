import { text } from '../text/text'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import { cardId, hostsOf } from './approval-card'
import type { Opened } from './talk-header'

/** Beside the composer, wherever the talk is scrolled to: that something waits, and the way there. */
export function ApprovalNotice({ opened: { approvals } }: { opened: Opened }) {
  const [approval] = approvals.waiting.value
  const show = () => {
    const card = approval && document.getElementById(cardId(approval))
    card?.scrollIntoView({ block: 'center' })
    card?.focus({ preventScroll: true })
  }
  return (
    <div role="status">
      {approval && (
        <p class="approval-notice">
          <Icon name="alert" />
          <span>{text.value.approvals.waitsFor(hostsOf(approval))}</span>
          <Button kind="outline" onClick={show}>
            {text.value.approvals.show}
          </Button>
        </p>
      )}
    </div>
  )
}
