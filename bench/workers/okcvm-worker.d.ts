/** The built Worker, as the project's own build wrote it. */
declare module 'okcvm-worker' {
  import { DurableObject } from 'cloudflare:workers'

  export class Session extends DurableObject {
    override alarm(): Promise<void>
  }
  export class Meter extends DurableObject {}
  const worker: { fetch(request: Request, env: object, ctx: ExecutionContext): Promise<Response> }
  export default worker
}
