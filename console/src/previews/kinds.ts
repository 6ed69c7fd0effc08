import type { Preview } from '../../../src/wire/preview'

export type PreviewOf<K extends Preview['kind']> = Extract<Preview, { kind: K }>

export type Elsewhere = 'full' | 'workbench'

export interface PreviewContext {
  conversation: string | undefined
  /** Text still grows: its end is what matters. */
  isGrowing: boolean
  /** A row gives it little room; a panel and the full view give all they have. */
  place: 'row' | 'panel' | 'full'
  /** Shows it, or the output of this number, where there is more room; absent where nothing leads on. */
  onShow?: ((where: Elsewhere, output?: number) => void) | undefined
}
