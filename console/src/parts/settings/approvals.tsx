import { useEffect, useId, useMemo } from 'preact/hooks'
import { AccountSettings } from '../../state/account-settings'
import { sentenceFor, text } from '../../text/text'
import { Button } from '../../ui/button'

/** Whether calls that could carry data out wait for the person. */
export function ApprovalSetting() {
  const settings = useMemo(() => new AccountSettings(), [])
  const lineId = useId()
  useEffect(() => void settings.load(), [settings])
  const chosen = settings.chosen.value
  return (
    <section>
      <h2>{text.value.approvals.settingTitle}</h2>
      <label class="switch">
        <input
          type="checkbox"
          checked={chosen?.approvals ?? true}
          disabled={chosen === undefined}
          aria-describedby={lineId}
          onChange={(event) => void settings.change({ approvals: event.currentTarget.checked })}
        />
        {text.value.approvals.settingLabel}
      </label>
      <p id={lineId}>{text.value.approvals.settingLine}</p>
      {settings.problem.value !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(settings.problem.value)}{' '}
          {chosen === undefined && (
            <Button kind="outline" onClick={() => void settings.load()}>
              {text.value.tryAgain}
            </Button>
          )}
        </p>
      )}
    </section>
  )
}
