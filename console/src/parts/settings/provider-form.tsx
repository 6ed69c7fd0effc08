import { useId, useMemo, useState } from 'preact/hooks'
import {
  BASE_URL_MAX,
  MODEL_NAME_MAX,
  type ProviderSetting,
  SearchService,
} from '../../../../src/wire/provider-settings'
import { ProviderForm as Form, type FormModel } from '../../state/provider-form'
import type { Providers } from '../../state/providers'
import { formatDuration } from '../../text/numbers'
import { sentenceFor, text } from '../../text/text'
import { Button } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { ProviderKey } from './provider-key'

interface ProviderFormProps {
  setting: ProviderSetting
  model: InstanceType<typeof Providers>
}

/** Address, model and key of one kind; saved, tried and reset. */
export function ProviderForm({ setting, model }: ProviderFormProps) {
  const form = useMemo(() => new Form(setting, model.learn), [setting.kind])
  const [asksReset, setAsksReset] = useState(false)
  const kind = form.kind.value
  const words = text.value.providers
  const isNothing = !form.own.value && !setting.operator && kind !== 'chat'
  return (
    <form
      class="form provider-form"
      aria-label={words.kinds[kind]}
      onSubmit={(event) => {
        event.preventDefault()
        void form.save()
      }}
    >
      {kind === 'search' && <ServiceField form={form} />}
      <AddressField form={form} />
      {kind !== 'search' && <ModelField form={form} />}
      <ProviderKey form={form} canSaveKeys={model.canSaveKeys.value} />
      {kind === 'chat' && (
        <label class="check wide">
          <input
            type="checkbox"
            checked={form.streaming.value}
            onChange={(event) => {
              form.streaming.value = event.currentTarget.checked
            }}
          />
          {words.streaming}
        </label>
      )}
      <div class="wide provider-buttons">
        <Button kind="primary" type="submit" disabled={!form.isChanged.value || form.busy.value !== undefined}>
          {form.busy.value === 'save' ? words.saving : words.save}
        </Button>
        <Button
          kind="outline"
          disabled={form.isChanged.value || isNothing || form.busy.value !== undefined}
          title={form.isChanged.value ? words.saveFirst : undefined}
          onClick={() => void form.tryIt()}
        >
          {form.busy.value === 'try' ? words.trying : words.tryIt}
        </Button>
        <span class="grow" />
        {form.own.value && (
          <Button kind="outline" onClick={() => setAsksReset(true)}>
            {words.reset}
          </Button>
        )}
      </div>
      <Outcome form={form} />
      {asksReset && (
        <Confirm
          title={words.resetTitle(words.kinds[kind])}
          says={words.resetLine(setting.operator !== null)}
          verb={words.reset}
          action={form.reset}
          onClose={() => setAsksReset(false)}
        />
      )}
    </form>
  )
}

function ServiceField({ form }: { form: FormModel }) {
  return (
    <label class="wide">
      {text.value.providers.service}
      <select
        value={form.service.value}
        onChange={(event) => {
          form.service.value = SearchService.options[event.currentTarget.selectedIndex] ?? 'brave'
        }}
      >
        {SearchService.options.map((service) => (
          <option key={service} value={service}>
            {text.value.providers.services[service]}
          </option>
        ))}
      </select>
    </label>
  )
}

function AddressField({ form }: { form: FormModel }) {
  const { address, addressOptional, losesKey } = text.value.providers
  const note = useId()
  const isOptional = form.kind.value === 'search' && form.service.value !== 'searxng'
  return (
    <label class="wide">
      {isOptional ? addressOptional : address}
      <input
        type="url"
        required={!isOptional}
        maxLength={BASE_URL_MAX}
        autocomplete="off"
        spellcheck={false}
        placeholder={
          isOptional ? '' : form.kind.value === 'search' ? 'https://searx.example.com' : 'https://api.example.com/v1'
        }
        aria-describedby={form.losesKey.value ? note : undefined}
        value={form.baseUrl.value}
        onInput={(event) => {
          form.baseUrl.value = event.currentTarget.value
        }}
      />
      {form.losesKey.value && (
        <small id={note} class="warning" role="status">
          {losesKey}
        </small>
      )}
    </label>
  )
}

function ModelField({ form }: { form: FormModel }) {
  return (
    <label class="wide">
      {text.value.model}
      <input
        required={form.kind.value !== 'sound'}
        maxLength={MODEL_NAME_MAX}
        autocomplete="off"
        spellcheck={false}
        value={form.model.value}
        onInput={(event) => {
          form.model.value = event.currentTarget.value
        }}
      />
    </label>
  )
}

/** Said in a place that is there all along, so that a screen reader hears it. */
function Outcome({ form }: { form: FormModel }) {
  const { saved, worked, failed } = text.value.providers
  // What was found out of the saved setting says nothing of a changed one.
  const isSaved = !form.isChanged.value
  const trial = isSaved ? form.trial.value : undefined
  return (
    <div class="wide outcome" role="status">
      {form.problem.value !== undefined && <p class="problem">{sentenceFor(form.problem.value)}</p>}
      {isSaved && form.wasSaved.value && <p class="good">{saved}</p>}
      {trial && (
        <p class={trial.ok ? 'good' : 'problem'}>
          <b>{trial.ok ? worked(formatDuration(trial.durationMs)) : failed}</b> {trial.message}
        </p>
      )}
    </div>
  )
}
