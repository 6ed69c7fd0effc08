import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** So near the end the reader counts as being there. */
const NEAR_PX = 40
const LINE_PX = 24
/** What grows so soon after a row was pressed was opened by the reader: it is no news, and the view stays where it is. */
const OPENING_MS = 300

/** Keeps a scrolling box at its end while the reader is there; else counts the lines that came meanwhile. */
export function useFollowEnd() {
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const heightSeen = useRef(0)
  const height = useRef(0)
  const openedAt = useRef(Number.NEGATIVE_INFINITY)
  const lastTop = useRef(0)
  const [newLines, setNewLines] = useState(0)

  const toEnd = () => {
    isAtEnd.current = true
    setNewLines(0)
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }

  const onScroll = () => {
    if (!box.current) return
    const { scrollTop, scrollHeight } = box.current
    // Text may have come since the event began, so only a way upwards counts as leaving.
    if (isNearEnd(box.current)) isAtEnd.current = true
    else if (scrollTop < lastTop.current) isAtEnd.current = false
    lastTop.current = scrollTop
    if (!isAtEnd.current) return
    heightSeen.current = scrollHeight
    setNewLines(0)
  }

  useLayoutEffect(toEnd, [])

  useEffect(() => {
    if (!content.current || !box.current) return
    const onClick = ({ target }: Event) => {
      if (target instanceof Element && target.closest('[aria-expanded], summary')) openedAt.current = performance.now()
    }
    content.current.addEventListener('click', onClick)
    const observer = new ResizeObserver(() => {
      if (!box.current) return
      const before = height.current
      height.current = box.current.scrollHeight
      if (performance.now() - openedAt.current < OPENING_MS) {
        heightSeen.current += height.current - before
        isAtEnd.current = isNearEnd(box.current)
        return
      }
      if (isAtEnd.current) {
        box.current.scrollTop = box.current.scrollHeight
        heightSeen.current = box.current.scrollHeight
        return
      }
      const grown = box.current.scrollHeight - heightSeen.current
      if (grown >= LINE_PX) setNewLines(Math.round(grown / LINE_PX))
    })
    observer.observe(content.current)
    observer.observe(box.current)
    const place = content.current
    return () => {
      observer.disconnect()
      place.removeEventListener('click', onClick)
    }
  }, [])

  return { box, content, onScroll, toEnd, newLines }
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: Element): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR_PX
}
