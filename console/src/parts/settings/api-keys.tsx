import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ApiKey } from '../../../../src/wire/keys'
import { Keys } from '../../state/keys'
import { formatTime } from '../../text/numbers'
import { text } from '../../text/text'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { LoadProblem } from './load-problem'
import { NewKey } from './new-key'

/** Keys for programs: made, listed with their last use, revoked. */
export function ApiKeys() {
  const model = useMemo(() => new Keys(), [])
  const [doomed, setDoomed] = useState<ApiKey | undefined>(undefined)
  useEffect(() => void model.load(), [])
  return (
    <section aria-label={text.value.apiKeys}>
      <h2>{text.value.apiKeys}</h2>
      <p>{text.value.apiKeysLine}</p>
      <NewKey model={model} />
      <LoadProblem model={model} />
      <ul class="keys">
        {model.keys.value?.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={() => setDoomed(key)} />
        ))}
      </ul>
      {doomed && (
        <Confirm
          title={text.value.revokeTitle(doomed.name)}
          says={text.value.revokeLine}
          verb={text.value.revoke}
          action={() => model.revoke(doomed.id)}
          onClose={() => setDoomed(undefined)}
        />
      )}
    </section>
  )
}

function KeyRow({ apiKey: { name, start, scopes, lastUsedAt, expiresAt }, onRevoke }: KeyRowProps) {
  const isOver = expiresAt !== null && expiresAt <= Date.now()
  return (
    <li>
      <div>
        <b>{name}</b> <code>{start}…</code>
        <small>
          {[
            scopes.map((scope) => text.value.reach[scope]).join(', '),
            lastUsedAt === null ? text.value.neverUsed : text.value.lastUsed(formatTime(lastUsedAt)),
            expiresAt === null ? text.value.neverExpires : text.value.expires(formatTime(expiresAt), isOver),
          ].join(' · ')}
        </small>
      </div>
      <Button kind="outline" aria-label={text.value.revokeTitle(name)} onClick={onRevoke}>
        {text.value.revoke}
      </Button>
    </li>
  )
}

interface KeyRowProps {
  apiKey: ApiKey
  onRevoke: () => void
}
