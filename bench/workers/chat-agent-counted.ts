import worker, { ChatAgent as Plain } from './chat-agent.ts'
import { answerCount, type Counted, countObject } from './count-rows.ts'

type Env = ConstructorParameters<typeof Plain>[1]

export class ChatAgent extends Plain {
  constructor(ctx: DurableObjectState, env: Env) {
    countObject(ctx, {})
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
  async fetch(request: Request, env: Env & { ChatAgent: DurableObjectNamespace<Counted> }): Promise<Response> {
    return (await answerCount(request, env.ChatAgent)) ?? worker.fetch(request, env)
  },
}
