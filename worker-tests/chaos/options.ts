import { parseArgs } from 'node:util'

export interface Options {
  kills: number
  disconnects: number
  /** Kills aimed at the four crash points of a tool call. */
  toolKills: number
  seeds: number[]
  mutant: boolean
  /** No kill comes later than this after the start of a seed; what runs then is brought to its end. */
  seconds: number
}

/** The short form is 20 kills within a minute, under a seed of its own; a long one takes five seeds unless told. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string' },
      disconnects: { type: 'string' },
      'tool-kills': { type: 'string' },
      seeds: { type: 'string' },
      seconds: { type: 'string' },
      mutant: { type: 'boolean', default: false },
    },
  })
  const isShort = values.kills === undefined && values.disconnects === undefined && values['tool-kills'] === undefined
  const number = (name: 'kills' | 'disconnects' | 'tool-kills' | 'seconds', short: number, long: number) =>
    countOf(name, values[name]) ?? (isShort ? short : long)
  return {
    kills: number('kills', 16, 0),
    disconnects: number('disconnects', 200, 0),
    toolKills: number('tool-kills', 4, 0),
    seconds: number('seconds', 35, 3600),
    seeds: values.seeds ? values.seeds.split(',').map((seed) => countOf('seeds', seed) ?? 0) : defaultSeeds(isShort),
    mutant: values.mutant,
  }
}

/** Each short run tries its luck elsewhere, and prints where. */
function defaultSeeds(isShort: boolean): number[] {
  return isShort ? [Math.floor(Math.random() * 1e6)] : [1, 2, 3, 4, 5]
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw new Error(`--${name} is "${text}". Give a whole number that is not negative.`)
}
