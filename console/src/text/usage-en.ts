import { count } from './count'

/** The settings' usage in English. */
export const usageEn = {
  usage: 'Usage',
  usageLine: 'What your account uses, and how much it may. Days and months begin at midnight UTC.',
  gauges: {
    tokensToday: 'Tokens today',
    tokensThisMonth: 'Tokens this month',
    usdToday: 'Money today',
    usdThisMonth: 'Money this month',
    storageBytes: 'Storage',
    deployments: 'Sites online',
    turnsAtOnce: 'Turns that run or wait',
    requestsThisMinute: 'Requests this minute',
  },
  usedOf: (used: string, limit: string) => `${used} of ${limit}`,
  usedOfNone: (used: string) => `${used}, no limit`,
  resets: (time: string) => `starts again ${time}`,
  modelsThisMonth: 'By model, this month',
  modelCalls: (calls: number) => count(calls, 'call', 'calls'),
  tokensCachedPart: (tokens: string) => `${tokens} of them cached`,
  priceUnknown: 'price unknown',
  uncountedCalls: (calls: number) =>
    `For ${count(calls, 'call', 'calls')} the provider told no tokens: what they took is missing above, and the limits count an estimate.`,
  unpricedCalls: (calls: number) =>
    `For ${count(calls, 'call', 'calls')} no price is known: what they cost is missing above, and no limit on money holds them back.`,
  perTurn: (limits: string[]) => `One turn may take ${limits.join(', ')}.`,
  stepsLimit: (steps: number) => count(steps, 'step', 'steps'),
  callsLimit: (calls: number) => count(calls, 'tool call', 'tool calls'),
  tokensLimit: (tokens: string) => `${tokens} tokens`,
  seeUsage: 'See what is used',
}
