import type { usageEn } from './usage-en'

/** The settings' usage in Chinese. */
export const usageZh: typeof usageEn = {
  usage: '用量',
  usageLine: '你的账户已用多少、可用多少。日和月从 UTC 零点算起。',
  gauges: {
    tokensToday: '今日 token',
    tokensThisMonth: '本月 token',
    usdToday: '今日费用',
    usdThisMonth: '本月费用',
    storageBytes: '存储空间',
    deployments: '在线网站',
    turnsAtOnce: '进行中或排队的轮次',
    requestsThisMinute: '本分钟请求数',
  },
  usedOf: (used, limit) => `已用 ${used}，上限 ${limit}`,
  usedOfNone: (used) => `已用 ${used}，没有上限`,
  resets: (time) => `${time} 重新计算`,
  modelsThisMonth: '本月各模型',
  modelCalls: (calls) => `${calls.toLocaleString('zh-CN')} 次调用`,
  tokensCachedPart: (tokens) => `其中缓存 ${tokens}`,
  priceUnknown: '价格未知',
  uncountedCalls: (calls) => `有 ${calls} 次调用未报告 token 数，上面不含它们的用量；计算限额时按估计值计入。`,
  unpricedCalls: (calls) => `有 ${calls} 次调用价格未知，上面不含它们的费用，费用上限也不约束它们。`,
  perTurn: (limits) => `一轮最多可用 ${limits.join('、')}。`,
  stepsLimit: (steps) => `${steps} 步`,
  callsLimit: (calls) => `${calls} 次工具调用`,
  tokensLimit: (tokens) => `${tokens} 个 token`,
  seeUsage: '查看用量',
}
