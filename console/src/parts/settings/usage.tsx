import { useEffect, useMemo } from 'preact/hooks'
import type { AccountUse, Gauge, ModelUse } from '../../../../src/wire/usage'
import { Usage as UsageModel } from '../../state/usage'
import { formatBytes, formatNumber, formatTime, formatUsd } from '../../text/numbers'
import { text } from '../../text/text'
import { LoadProblem } from './load-problem'

type Gauges = { [K in keyof AccountUse]: AccountUse[K] extends Gauge ? K : never }[keyof AccountUse]

const SHOWN: [Gauges, (value: number) => string][] = [
  ['tokensToday', formatNumber],
  ['tokensThisMonth', formatNumber],
  ['usdToday', formatUsd],
  ['usdThisMonth', formatUsd],
  ['storageBytes', formatBytes],
  ['deployments', formatNumber],
  ['turnsAtOnce', formatNumber],
  ['requestsThisMinute', formatNumber],
]

/** From here on a bar warns. */
const NEARLY = 0.8

/** What the account uses, beside what it may. */
export function Usage() {
  const model = useMemo(() => new UsageModel(), [])
  useEffect(() => void model.load(), [])
  const use = model.use.value
  return (
    <section aria-label={text.value.usage}>
      <h2>{text.value.usage}</h2>
      <p>{text.value.usageLine}</p>
      <LoadProblem model={model} />
      <ul class="gauges">
        {SHOWN.map(([name, format]) => (
          <GaugeRow key={name} name={text.value.gauges[name]} gauge={use?.[name]} format={format} />
        ))}
      </ul>
      {use && <Models models={use.models} />}
      {use && <p>{text.value.perTurn(limitsOfTurn(use))}</p>}
    </section>
  )
}

interface GaugeRowProps {
  name: string
  /** Undefined while it is loaded: the row keeps its place. */
  gauge: Gauge | undefined
  format: (value: number) => string
}

function GaugeRow({ name, gauge, format }: GaugeRowProps) {
  const says = gauge ? saysOf(gauge, format) : text.value.loading
  const part = gauge && gauge.limit !== null ? gauge.used / gauge.limit : 0
  return (
    <li>
      <span class="gauge-name">{name}</span>
      <meter
        aria-label={name}
        aria-valuetext={says}
        max={gauge?.limit ?? 1}
        value={gauge && gauge.limit !== null ? gauge.used : 0}
        class={part >= 1 ? 'gauge full' : part >= NEARLY ? 'gauge nearly' : 'gauge'}
      />
      <span class="gauge-says">{says}</span>
    </li>
  )
}

function saysOf({ used, limit, resetsAt }: Gauge, format: (value: number) => string): string {
  const amount = limit === null ? text.value.usedOfNone(format(used)) : text.value.usedOf(format(used), format(limit))
  return resetsAt === null || used === 0 ? amount : `${amount} · ${text.value.resets(formatTime(resetsAt))}`
}

function Models({ models }: { models: ModelUse[] }) {
  if (models.length === 0) return null
  const [uncounted, unpriced] = [
    models.reduce((sum, { uncountedCalls }) => sum + uncountedCalls, 0),
    models.reduce((sum, { unpricedCalls }) => sum + unpricedCalls, 0),
  ]
  return (
    <>
      <h3>{text.value.modelsThisMonth}</h3>
      <ul class="models">
        {models.map((use) => (
          <li key={use.model}>
            <b>{use.model}</b>
            <small>{modelSays(use)}</small>
          </li>
        ))}
      </ul>
      {uncounted > 0 && <p>{text.value.uncountedCalls(uncounted)}</p>}
      {unpriced > 0 && <p>{text.value.unpricedCalls(unpriced)}</p>}
    </>
  )
}

function modelSays({ calls, uncountedCalls, inputTokens, cachedTokens, outputTokens, usd }: ModelUse): string {
  const { modelCalls, tokensIn, tokensCachedPart, tokensOut, tokensUnknown, priceUnknown } = text.value
  if (calls === uncountedCalls) return `${modelCalls(calls)} · ${tokensUnknown}`
  const cached = cachedTokens > 0 ? [tokensCachedPart(formatNumber(cachedTokens))] : []
  const tokens = [tokensIn(formatNumber(inputTokens)), ...cached, tokensOut(formatNumber(outputTokens))]
  return [modelCalls(calls), ...tokens, usd === null ? priceUnknown : formatUsd(usd)].join(' · ')
}

function limitsOfTurn({ perTurn: { steps, toolCalls, tokens, usd } }: AccountUse): string[] {
  const { stepsLimit, callsLimit, tokensLimit } = text.value
  return [
    stepsLimit(steps),
    ...(toolCalls === null ? [] : [callsLimit(toolCalls)]),
    ...(tokens === null ? [] : [tokensLimit(formatNumber(tokens))]),
    ...(usd === null ? [] : [formatUsd(usd)]),
  ]
}
