import { useEffect } from 'preact/hooks'
import { Account } from '../parts/settings/account'
import { ApiKeys } from '../parts/settings/api-keys'
import { ApprovalSetting } from '../parts/settings/approvals'
import { ProviderSettings } from '../parts/settings/providers'
import { Usage } from '../parts/settings/usage'
import { isNarrow, listSheetOpen } from '../state/layout'
import { loadModels, models } from '../state/models'
import { type Language, language, listShown, type Theme, theme } from '../state/settings'
import { formatNumber } from '../text/numbers'
import { text } from '../text/text'
import { Button, IconButton } from '../ui/button'

/** Language, theme, which models and services answer, what is used, keys for programs, and the way out. */
export function SettingsPage() {
  useEffect(() => {
    document.title = `${text.value.settings} · ${text.value.appName}`
  })
  const showList = () => {
    if (isNarrow.value) listSheetOpen.value = true
    else listShown.value = 'yes'
  }
  return (
    <main id="talk" class="main" tabIndex={-1}>
      <header class="talk-header">
        {(isNarrow.value || listShown.value === 'no') && (
          <IconButton icon="sidebar" label={text.value.showList} onClick={showList} />
        )}
        <h1>{text.value.settings}</h1>
      </header>
      <div class="scroll">
        <div class="column settings">
          <Choice<Language>
            label={text.value.language}
            chosen={language.value}
            options={[
              ['en', 'English'],
              ['zh', '中文'],
            ]}
            onChoose={(chosen) => {
              language.value = chosen
            }}
          />
          <Choice<Theme>
            label={text.value.theme}
            chosen={theme.value}
            options={[
              ['system', text.value.themeSystem],
              ['light', text.value.themeLight],
              ['dark', text.value.themeDark],
            ]}
            onChoose={(chosen) => {
              theme.value = chosen
            }}
          />
          <ModelsInUse />
          <ProviderSettings />
          <Usage />
          <ApprovalSetting />
          <ApiKeys />
          <Account />
        </div>
      </div>
    </main>
  )
}

interface ChoiceProps<K extends string> {
  label: string
  chosen: K
  options: [K, string][]
  onChoose: (chosen: K) => void
}

function Choice<K extends string>({ label, chosen, options, onChoose }: ChoiceProps<K>) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map(([key, name]) => (
        <label key={key} class={key === chosen ? 'button on' : 'button'}>
          <input type="radio" name={label} checked={key === chosen} onChange={() => onChoose(key)} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

function ModelsInUse() {
  return (
    <section>
      <h2>{text.value.modelInUse}</h2>
      {models.value.length === 0 ? (
        <p>
          {text.value.modelNone}{' '}
          <Button kind="outline" onClick={() => void loadModels()}>
            {text.value.tryAgain}
          </Button>
        </p>
      ) : (
        <ul class="models">
          {models.value.map(({ id, label, contextTokens, demo }) => (
            <li key={id}>
              <b>{label}</b>
              {contextTokens !== null && <small>{text.value.modelContext(formatNumber(contextTokens))}</small>}
              {demo && <p>{text.value.demoLine}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
