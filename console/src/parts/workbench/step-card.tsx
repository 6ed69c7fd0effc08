import type { Step } from '../../../../src/wire/turns'
import { modelLabel } from '../../state/models'
import { formatDuration, formatNumber } from '../../text/numbers'
import { sentenceOf, text } from '../../text/text'

/** One model call in figures; what nobody measured reads "unknown". */
export function StepCard({ step, model }: { step: Step; model: string }) {
  const { usage } = step
  const figures: [string, string][] = [
    [text.value.tokensInput, formatNumber(usage.inputTokens)],
    [text.value.tokensCached, formatNumber(usage.cachedTokens)],
    [text.value.tokensOutput, formatNumber(usage.outputTokens)],
    [text.value.tokensReasoning, formatNumber(usage.reasoningTokens)],
    [text.value.firstTokenName, formatDuration(step.ttftMs)],
    [text.value.duration, formatDuration(step.durationMs)],
  ]
  if (step.finishReason !== null) figures.push([text.value.finish, step.finishReason])
  if (step.retries > 0) figures.push([text.value.retries, formatNumber(step.retries)])
  return (
    <li class="card">
      <h3>
        {text.value.stepNumber(step.step)}
        <span>{modelLabel(model)}</span>
      </h3>
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={value === text.value.unknown ? 'unknown' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {step.error && <p class="problem">{sentenceOf(step.error)}</p>}
    </li>
  )
}
