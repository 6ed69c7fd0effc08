import { useEffect, useId, useMemo } from 'preact/hooks'
import type { ProviderSetting } from '../../../../src/wire/provider-settings'
import { Providers } from '../../state/providers'
import { text } from '../../text/text'
import { Icon } from '../../ui/icon'
import { LoadProblem } from './load-problem'
import { ProviderForm } from './provider-form'

/** Models and services: each kind with what holds for it, and a form behind it. */
export function ProviderSettings() {
  const model = useMemo(() => new Providers(), [])
  useEffect(() => void model.load(), [])
  const { title, line } = text.value.providers
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <p>{line}</p>
      <LoadProblem model={model} />
      <ul class="providers">
        {model.settings.value.map((setting) => (
          <Provider key={setting.kind} setting={setting} model={model} />
        ))}
      </ul>
    </section>
  )
}

function Provider({ setting, model }: { setting: ProviderSetting; model: InstanceType<typeof Providers> }) {
  const id = useId()
  const { kind } = setting
  const isOpen = model.opened.value === kind
  return (
    <li>
      <button
        type="button"
        class="provider-row"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          model.opened.value = isOpen ? undefined : kind
        }}
      >
        <b>{text.value.providers.kinds[kind]}</b>
        <span>{inUse(setting)}</span>
        <Icon name="chevron" />
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <ProviderForm setting={setting} model={model} />}
      </div>
    </li>
  )
}

/** What holds, in a few words. */
function inUse({ own, operator }: ProviderSetting): string {
  const { byOperator, notSet } = text.value.providers
  if (own) return own.model ?? own.service ?? own.baseUrl ?? ''
  return operator ? byOperator(operator.model ?? operator.service ?? '') : notSet
}
