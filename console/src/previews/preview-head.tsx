import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Preview } from '../../../src/wire/preview'
import { text } from '../text/text'
import { IconButton } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { Menu } from '../ui/menu'
import { downloadsOf } from './downloads'
import type { PreviewContext } from './kinds'
import { nameOf } from './name'
import { plainOf } from './plain'
import { save } from './save'

interface PreviewHeadProps {
  preview: Preview
  context: PreviewContext
  /** Where its own title is not the best name. */
  name?: string
  hint?: string
  /** What else is known of it, in a few words. */
  children?: ComponentChildren
}

/** The line over a preview: its name, what is known of it, and what can be done with it. */
export function PreviewHead({ preview, context, name = nameOf(preview), hint = name, children }: PreviewHeadProps) {
  // The full view has a head of its own, with the name and what can be done.
  const isFull = context.place === 'full'
  return (
    <div class="preview-head">
      <span class="preview-name" title={hint}>
        {isFull && name === nameOf(preview) ? '' : name}
      </span>
      <span class="preview-notes">{children}</span>
      {!isFull && !context.isGrowing && <Deeds preview={preview} context={context} />}
    </div>
  )
}

function Deeds({ preview, context: { conversation, place, onShow } }: Pick<PreviewHeadProps, 'preview' | 'context'>) {
  const words = text.value.previews
  const plain = useMemo(() => plainOf(preview), [preview])
  const items = downloadsOf(preview, conversation).map((download) => ({
    icon: 'download' as const,
    label: words.downloadAs(download.label),
    onChoose: () => void save(download),
  }))
  const toWorkbench =
    onShow && place === 'row'
      ? [{ icon: 'panel' as const, label: words.toWorkbench, onChoose: () => onShow('workbench') }]
      : []
  const all = [...toWorkbench, ...items]
  return (
    <span class="preview-deeds">
      {plain && <CopyButton content={() => plain} label={copyLabel(preview)} />}
      {all.length > 0 && <Menu label={words.more(nameOf(preview))} items={all} />}
      {onShow && (
        <IconButton
          icon="expand"
          label={words.fullView}
          aria-label={`${words.fullView}: ${nameOf(preview)}`}
          aria-keyshortcuts="f"
          title={`${words.fullView} (F)`}
          onClick={() => onShow('full')}
        />
      )}
    </span>
  )
}

export function copyLabel({ kind }: Preview): string {
  const words = text.value.previews
  if (kind === 'terminal') return text.value.copyOutput
  if (kind === 'code') return words.copyCode
  return kind === 'table' || kind === 'chart' ? words.copyData : words.copyText
}
