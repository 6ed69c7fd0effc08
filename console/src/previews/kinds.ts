import type { Preview } from '../../../src/wire/preview'

export type PreviewOf<K extends Preview['kind']> = Extract<Preview, { kind: K }>
