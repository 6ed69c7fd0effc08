import type { BashOptions } from 'just-bash/browser'

const MiB = 1024 * 1024

/**
 * What one call may use. Counts, since a Worker's clock stands still while it computes: a million commands are six to ten
 * seconds of a processor, of the thirty that the platform gives. Bytes, since a Durable Object has 128 MB for everything.
 */
export const limits: NonNullable<BashOptions['executionLimits']> = {
  maxCommandCount: 1_000_000,
  maxCallDepth: 1000,
  maxLoopIterations: 1_000_000,
  maxAwkIterations: 1_000_000,
  maxSedIterations: 1_000_000,
  maxSourceBytes: 2 * MiB,
  maxHeredocSize: 2 * MiB,
  maxStringLength: 32 * MiB,
  maxOutputSize: 64 * MiB,
  maxLiveBytes: 96 * MiB,
  maxInputBytes: 512 * MiB,
  maxArchiveBytes: 64 * MiB,
  maxArchiveCompressedBytes: 32 * MiB,
  maxArchiveEntryBytes: 32 * MiB,
}
