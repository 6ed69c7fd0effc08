import type { Chip } from '../state/uploads'
import { formatBytes } from '../text/numbers'
import { sentenceFor, text } from '../text/text'
import { IconButton } from '../ui/button'
import type { Opened } from './talk-header'

/** The files that go with the next message. */
export function Chips({ opened: { uploads } }: { opened: Opened }) {
  if (uploads.chips.value.length === 0) return null
  return (
    <ul class="chips">
      {uploads.chips.value.map((chip) => (
        <li key={chip.key} class={`chip ${chip.state}`}>
          <b>{chip.path}</b>
          <span>{stateOf(chip)}</span>
          {chip.state === 'failed' && (
            <IconButton
              icon="redo"
              label={text.value.retryUpload(chip.path)}
              onClick={() => void uploads.retry(chip.key)}
            />
          )}
          <IconButton
            icon="close"
            label={text.value.removeUpload(chip.path)}
            disabled={chip.state === 'removing'}
            onClick={() => void uploads.drop(chip.key)}
          />
          {chip.problem !== undefined && <p role="alert">{sentenceFor(chip.problem)}</p>}
          {chip.state === 'sending' && <i class="chip-bar" style={{ width: `${percentOf(chip)}%` }} />}
        </li>
      ))}
    </ul>
  )
}

function stateOf(chip: Chip): string {
  const size = formatBytes(chip.sizeBytes)
  return chip.state === 'sending' ? `${size} · ${text.value.uploading(percentOf(chip))}` : size
}

function percentOf({ sentBytes, sizeBytes }: Chip): number {
  return sizeBytes === 0 ? 0 : Math.min(100, Math.round((sentBytes / sizeBytes) * 100))
}
