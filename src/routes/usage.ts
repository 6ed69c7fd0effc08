import { Hono } from 'hono'
import { nextDay, nextMinute, nextMonth } from '../accounts/calendar'
import type { MeterReading } from '../accounts/meter'
import { reachMeter } from '../accounts/reach-meter'
import type { ModelSpending } from '../accounts/spending'
import { type Config, readConfig } from '../env'
import { UPLOAD_MAX_FILES } from '../wire/files'
import { type AccountUse, type Gauge, getUsage, type ModelUse } from '../wire/usage'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const usage = new Hono<HonoEnv>()

mount(usage, getUsage, async ({ caller, env }) => {
  const reading = await reachMeter(env, caller.account, (meter) => meter.read())
  return useOf(reading, readConfig(env), Date.now())
})

function useOf(reading: MeterReading, { limits, maxSteps }: Config, now: number): AccountUse {
  const { today, thisMonth, held } = reading
  return {
    requestsThisMinute: gauge(reading.requestsThisMinute, limits.requestsPerMinute, nextMinute(now)),
    turnsAtOnce: gauge(reading.turnsAtOnce, limits.turnsAtOnce, null),
    tokensToday: gauge(today.tokens, limits.tokensPerDay, nextDay(now)),
    tokensThisMonth: gauge(thisMonth.tokens, limits.tokensPerMonth, nextMonth(now)),
    usdToday: gauge(today.usd, limits.usdPerDay, nextDay(now)),
    usdThisMonth: gauge(thisMonth.usd, limits.usdPerMonth, nextMonth(now)),
    storageBytes: gauge(held.bytes, limits.storageBytes, null),
    deployments: gauge(held.deployments, limits.deployments, null),
    perTurn: {
      steps: maxSteps,
      toolCalls: limits.toolCallsPerTurn,
      tokens: limits.tokensPerTurn,
      usd: limits.usdPerTurn,
    },
    perConversation: { uploads: UPLOAD_MAX_FILES, turnsWaiting: limits.turnsWaiting },
    models: reading.models.map(modelUse),
  }
}

function gauge(used: number, limit: number | null, resetsAt: number | null): Gauge {
  return { used, limit, resetsAt }
}

function modelUse({ usd, ...spent }: ModelSpending): ModelUse {
  const isPriced = spent.calls > spent.uncountedCalls + spent.unpricedCalls
  return { ...spent, usd: isPriced ? usd : null }
}
