import { env } from 'cloudflare:workers'

/** True under `npm run test:security -- --long`, which runs every count in full; else a sample of each runs. */
export const isLong = env.SECURITY_LONG === 'yes'

export function inForm<T>({ short, long }: { short: T; long: T }): T {
  return isLong ? long : short
}

/** The seed of this run: told again by OKCVM_SECURITY_SEED, always the same in the long form, else by chance. */
export const seed: number =
  Number(env.SECURITY_SEED) || inForm({ short: Math.floor(Math.random() * 1e6), long: 20_261_122 })

/** A figure for whoever reads the report: `npm run test:security` shows these lines. */
export function tell(line: string): void {
  console.log(`security: ${line}`)
}
