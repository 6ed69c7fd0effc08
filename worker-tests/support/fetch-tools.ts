import * as z from 'zod'
import { defineTool, type Effect, type Tool } from '../../src/agent/tool'
import { tools } from '../../src/tools/index'

/** One tool of each effect, `test-fetch_none` to `test-fetch_outside`, that asks an address and answers what came. */
export const fetchTools: readonly Tool[] = (['none', 'workspace', 'keyed', 'outside'] as const).map(fetchTool)

/** Gives them to the Worker under test. Call it before the first turn; the answer takes them away again. */
export function addFetchTools(): () => void {
  // The Worker and its tests share one module, and so one list.
  const before = tools.length
  Array.prototype.push.apply(tools, [...fetchTools])
  return () => void Array.prototype.splice.call(tools, before, fetchTools.length)
}

function fetchTool(effect: Effect): Tool {
  return defineTool({
    name: `test-fetch_${effect}`,
    description: 'Asks an address and answers what came.',
    input: z.strictObject({
      url: z.string(),
      method: z.string().optional(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.string().optional(),
      maxBytes: z.number().optional(),
      isOptional: z.boolean().default(false),
      /** Asks again, in the same call. */
      thenUrl: z.string().optional(),
      /** Asks there at the same time. */
      besideUrl: z.string().optional(),
    }),
    effect,
    async run(
      { url, method = 'GET', headers = {}, body = null, maxBytes, isOptional, thenUrl, besideUrl },
      { egress },
    ) {
      const [response] = await Promise.all([
        egress.fetch(url, { method, headers, body, isOptional, ...(maxBytes ? { maxBytes } : {}) }),
        besideUrl ? egress.fetch(besideUrl) : undefined,
      ])
      const text = await response.text()
      if (thenUrl) await (await egress.fetch(thenUrl)).text()
      return { status: response.status, url: response.url, text: text.slice(0, 1000) }
    },
    preview: () => ({ kind: 'text', title: 'fetch', text: '' }),
  }) as Tool
}
