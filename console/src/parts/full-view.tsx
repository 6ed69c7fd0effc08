import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { downloadsOf } from '../previews/downloads'
import { nameOf } from '../previews/name'
import { plainOf } from '../previews/plain'
import { PreviewView } from '../previews/preview'
import { copyLabel } from '../previews/preview-head'
import { save } from '../previews/save'
import { keyOf, type Showable } from '../state/showcase'
import { text } from '../text/text'
import { Button, IconButton } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import type { Opened } from './talk-header'
import '../style/full-view.css'

interface FullViewProps {
  opened: Opened
  item: Showable
  /** Its number among all previews of the conversation, from 0. */
  at: number
  all: number
}

/** A preview as large as the screen. Arrow keys lead to the one before and the next; Escape closes. */
export function FullView({ opened, item, at, all }: FullViewProps) {
  const { key, preview } = item
  const heading = useRef<HTMLHeadingElement>(null)
  const { step } = opened.showcase
  useLayoutEffect(() => heading.current?.focus(), [key])
  const conversation = opened.talk.id.value
  const content = useMemo(
    () => (
      <PreviewView
        preview={preview}
        conversation={conversation}
        isGrowing={false}
        place="full"
        onShow={(where, output) => opened.show(output === undefined ? key : keyOf(key, output), where)}
      />
    ),
    [key, preview, conversation],
  )
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : undefined
    if (!by || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.target instanceof Element && needsArrows(event.target)) return
    event.preventDefault()
    step(by)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset holds what is filled in, and this is looked at
    <div class="full-view" role="group" aria-label={text.value.previews.fullView} onKeyDown={onKeyDown}>
      <header class="full-head">
        <h2 ref={heading} tabIndex={-1} title={nameOf(preview)}>
          {nameOf(preview)}
        </h2>
        <Deeds item={item} conversation={conversation} />
        <Steps at={at} all={all} step={step} />
        <IconButton icon="close" label={text.value.close} onClick={opened.showcase.closeFull} />
      </header>
      <div key={key} class="full-body">
        {content}
      </div>
    </div>
  )
}

function Deeds({ item: { preview }, conversation }: { item: Showable; conversation: string | undefined }) {
  const plain = useMemo(() => plainOf(preview), [preview])
  return (
    <div class="full-deeds">
      {plain && <CopyButton content={() => plain} label={copyLabel(preview)} />}
      {downloadsOf(preview, conversation).map((download) => (
        <Button
          key={download.label}
          icon="download"
          aria-label={text.value.previews.downloadAs(download.label)}
          title={download.name}
          onClick={() => void save(download)}
        >
          <span>{download.label}</span>
        </Button>
      ))}
    </div>
  )
}

function Steps({ at, all, step }: { at: number; all: number; step: (by: 1 | -1) => void }) {
  if (all < 2) return null
  const words = text.value.previews
  return (
    <div class="full-steps">
      <IconButton icon="back" label={words.previous} disabled={at === 0} onClick={() => step(-1)} />
      <span>{words.position(at + 1, all)}</span>
      <IconButton icon="chevron" label={words.next} disabled={at === all - 1} onClick={() => step(1)} />
    </div>
  )
}

/** Where arrow keys move in what has the focus: in a field, or in what scrolls sideways. */
function needsArrows(target: Element): boolean {
  if (target.closest('input, select, textarea, [role=tab], [role=menu]')) return true
  return (
    target.scrollWidth > target.clientWidth + 1 &&
    getComputedStyle(target).overflowX !== 'visible' &&
    !target.matches('h2')
  )
}
