import { useLayoutEffect, useRef } from 'preact/hooks'
import { KEY_NAME_MAX } from '../../../../src/wire/keys'
import type { Keys, Reach } from '../../state/keys'
import { me } from '../../state/sign-in'
import { sentenceFor, text } from '../../text/text'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'

const REACHES: Reach[] = ['read', 'chat', 'admin']
const LASTS_DAYS = [30, 90, 365] as const
const NEVER = 'never'

interface NewKeyProps {
  model: InstanceType<typeof Keys>
}

/** The form, and after it the secret, which is shown this once. */
export function NewKey({ model }: NewKeyProps) {
  return model.secret.value === undefined ? <KeyForm model={model} /> : <Secret model={model} />
}

function KeyForm({ model }: NewKeyProps) {
  const mayGive = REACHES.filter((reach) => reach !== 'admin' || me.value?.scopes.includes('admin'))
  return (
    <form
      class="form key-form"
      onSubmit={(event) => {
        event.preventDefault()
        void model.make()
      }}
    >
      <label class="wide">
        {text.value.keyName}
        <input
          required
          maxLength={KEY_NAME_MAX}
          autocomplete="off"
          placeholder={text.value.keyNameHint}
          value={model.name.value}
          onInput={(event) => {
            model.name.value = event.currentTarget.value
          }}
        />
      </label>
      <label>
        {text.value.keyReach}
        <select
          value={model.reach.value}
          onChange={(event) => {
            model.reach.value = mayGive[event.currentTarget.selectedIndex] ?? 'read'
          }}
        >
          {mayGive.map((reach) => (
            <option key={reach} value={reach}>
              {text.value.reach[reach]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {text.value.keyLasts}
        <select
          value={String(model.days.value ?? NEVER)}
          onChange={(event) => {
            model.days.value = LASTS_DAYS[event.currentTarget.selectedIndex]
          }}
        >
          {LASTS_DAYS.map((days) => (
            <option key={days} value={days}>
              {text.value.days(days)}
            </option>
          ))}
          <option value={NEVER}>{text.value.neverExpires}</option>
        </select>
      </label>
      <Button kind="outline" type="submit" disabled={model.isMaking.value}>
        {text.value.makeKey}
      </Button>
      {model.makingProblem.value !== undefined && (
        <p class="problem wide" role="alert">
          {sentenceFor(model.makingProblem.value)}
        </p>
      )}
    </form>
  )
}

function Secret({ model }: NewKeyProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => place.current?.focus(), [])
  const secret = model.secret.value ?? ''
  return (
    <div ref={place} role="status" tabIndex={-1} aria-label={text.value.newKey}>
      <p>{text.value.keyOnce}</p>
      <div class="code-block">
        <div class="code-head">
          <span>{text.value.newKey}</span>
          <CopyButton content={() => secret} label={text.value.copy} />
        </div>
        <pre>
          <code>{secret}</code>
        </pre>
      </div>
      <Button
        kind="outline"
        onClick={() => {
          model.secret.value = undefined
        }}
      >
        {text.value.keyKept}
      </Button>
    </div>
  )
}
