import worker, { Session as Plain } from 'okcvm-worker'
import { answerCount, type Counted, countObject } from './count-rows.ts'

export { Meter } from 'okcvm-worker'

interface Env {
  DB: D1Database
  SESSIONS: DurableObjectNamespace<Counted>
}

export class Session extends Plain {
  constructor(ctx: DurableObjectState, env: Env) {
    countObject(ctx, env)
    super(ctx, env)
  }

  async benchSize(): Promise<number> {
    return this.ctx.storage.sql.databaseSize
  }

  async benchRing(): Promise<void> {
    await this.alarm()
  }
}

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    return (await answerCount(request, env.SESSIONS)) ?? worker.fetch(request, env, ctx)
  },
}
