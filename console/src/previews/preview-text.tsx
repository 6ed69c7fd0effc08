import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { text } from '../text/text'
import type { PreviewContext } from './kinds'

interface PreviewTextProps {
  isGrowing: boolean
  cut: boolean | undefined
  place: PreviewContext['place']
  children: ComponentChildren
}

/** Text of a preview in a box of its own height; while it grows its newest lines are in view. */
export function PreviewText({ isGrowing, cut, place, children }: PreviewTextProps) {
  const ref = useRef<HTMLPreElement>(null)
  useLayoutEffect(() => {
    if (isGrowing && ref.current) ref.current.scrollTop = ref.current.scrollHeight
  })
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre ref={ref} class={`preview-text in-${place} ${isGrowing ? 'growing' : ''}`} tabIndex={0}>
        {children}
      </pre>
      {cut && !isGrowing && <p class="preview-cut">{text.value.cutNote}</p>}
    </>
  )
}
