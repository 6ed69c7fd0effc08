import type { TalkMessage, TalkTurn } from '../state/talk-shapes'
import { textOf } from '../state/talk-shapes'
import { formatBytes } from '../text/numbers'
import { text } from '../text/text'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'

interface UserMessageProps {
  message: TalkMessage
  turn: TalkTurn | undefined
  isSending: boolean
  onSendNow: () => void
  onWithdraw: () => void
}

export function UserMessage({ message, turn, isSending, onSendNow, onWithdraw }: UserMessageProps) {
  const files = message.parts.filter((part) => part.type === 'file')
  return (
    <div class="me-row" data-message={message.id}>
      <article class="me" aria-label={text.value.you}>
        {files.length > 0 && (
          <ul class="me-files">
            {files.map(({ path, sizeBytes }) => (
              <li key={path}>
                <Icon name="file" size={14} />
                <b>{path}</b> {formatBytes(sizeBytes)}
              </li>
            ))}
          </ul>
        )}
        <p>{textOf(message)}</p>
      </article>
      {message.sending && <p class="me-state">{text.value.sending}</p>}
      {turn?.status === 'queued' && (
        <p class="me-state">
          {text.value.queued}
          <Button disabled={isSending} onClick={onSendNow}>
            {text.value.sendNow}
          </Button>
          <Button onClick={onWithdraw}>{text.value.withdraw}</Button>
        </p>
      )}
    </div>
  )
}
