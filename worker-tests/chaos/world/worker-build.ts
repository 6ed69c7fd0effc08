import { buildVariant } from '../../../scripts/variant.ts'

const here = 'worker-tests/chaos/worker'

/** Builds the real Worker with the chaos tools beside its own, as a mutant where told; answers the folder. */
export function buildWorker({ mutant }: { mutant: boolean }): Promise<string> {
  return buildVariant({
    '../tools/index': `${here}/tools.ts`,
    ...(mutant ? { './event-log': `${here}/late-event-log.ts` } : {}),
  })
}
