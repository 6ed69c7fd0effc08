import { useLayoutEffect, useRef } from 'preact/hooks'
import { PROVIDER_KEY_MAX } from '../../../../src/wire/provider-settings'
import type { FormModel } from '../../state/provider-form'
import { text } from '../../text/text'
import { Button } from '../../ui/button'

/** A key goes in and never comes out: it is there or not, and it can be replaced or forgotten. */
export function ProviderKey({ form, canSaveKeys }: { form: FormModel; canSaveKeys: boolean }) {
  const saved = form.own.value?.key
  const words = text.value.providers
  if (!saved?.present || form.keyFate.value === 'replace') return <KeyField form={form} canSaveKeys={canSaveKeys} />
  const isForgotten = form.keyFate.value === 'forget'
  return (
    <fieldset class="wide saved-key">
      <legend>{words.key}</legend>
      <span>{isForgotten ? words.keyForgotten : words.keyPresent(saved.lastFour)}</span>
      {isForgotten ? (
        <Button kind="outline" onClick={() => setFate('keep')}>
          {words.keepKey}
        </Button>
      ) : (
        <>
          <Button kind="outline" onClick={() => setFate('replace')}>
            {words.replaceKey}
          </Button>
          <Button kind="outline" onClick={() => setFate('forget')}>
            {words.forgetKey}
          </Button>
        </>
      )}
    </fieldset>
  )

  function setFate(fate: 'keep' | 'replace' | 'forget') {
    form.keyFate.value = fate
  }
}

function KeyField({ form, canSaveKeys }: { form: FormModel; canSaveKeys: boolean }) {
  const words = text.value.providers
  const field = useRef<HTMLInputElement>(null)
  const replaces = form.own.value?.key.present === true
  useLayoutEffect(() => {
    if (replaces) field.current?.focus()
  }, [replaces])
  return (
    <div class="wide key-field">
      <label>
        {words.key}
        <input
          ref={field}
          type="password"
          // A password manager must not take it for the way into this page.
          autocomplete="off"
          data-1p-ignore
          data-lpignore="true"
          maxLength={PROVIDER_KEY_MAX}
          disabled={!canSaveKeys}
          value={form.key.value}
          onInput={(event) => {
            form.key.value = event.currentTarget.value
          }}
        />
      </label>
      {!canSaveKeys && <small>{words.noRootKey}</small>}
      {replaces && (
        <Button
          kind="outline"
          onClick={() => {
            form.key.value = ''
            form.keyFate.value = 'keep'
          }}
        >
          {words.keepKey}
        </Button>
      )}
    </div>
  )
}
