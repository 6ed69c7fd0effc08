import { reportUnexpected } from '../../telemetry'

/** Which memory a conversation's Python has. The session keeps it in one transaction with the call's result. */
export interface PythonState {
  id: string
  /** Where in R2 its snapshot lies; null where there is none. */
  slot: 0 | 1 | null
}

/** Interpreters' memories in R2: one for each build without a past, two places for each conversation. */
export class Snapshots {
  constructor(
    private readonly bucket: R2Bucket,
    private readonly conversationId: string,
    private readonly build: string,
  ) {}

  /** Undefined where it is another state, or one that another build made. */
  async find({ id, slot }: PythonState): Promise<R2ObjectBody | undefined> {
    if (slot === null) return undefined
    const object = await this.bucket.get(this.#key(slot))
    const fits = object?.customMetadata?.state === id && object.customMetadata.build === this.build
    if (fits) return object
    await object?.body.cancel()
    return undefined
  }

  /** Into the place that the state before does not need, so that a call which is not kept costs nothing. */
  async keep(id: string, before: PythonState | undefined, bytes: ArrayBuffer): Promise<PythonState> {
    const slot = before?.slot === 0 ? 1 : 0
    await this.bucket.put(this.#key(slot), bytes, { customMetadata: { state: id, build: this.build } })
    return { id, slot }
  }

  async findBase(): Promise<R2ObjectBody | undefined> {
    return (await this.bucket.get(this.#baseKey)) ?? undefined
  }

  /** Without it the next start is slower, and nothing worse. */
  async keepBase(bytes: ArrayBuffer): Promise<void> {
    await this.bucket
      .put(this.#baseKey, bytes)
      .catch((error: unknown) => reportUnexpected(error, { keeping: 'base of Python' }))
  }

  #key(slot: 0 | 1): string {
    return `c/${this.conversationId}/py/${slot}`
  }

  get #baseKey(): string {
    return `python/${this.build}`
  }
}
