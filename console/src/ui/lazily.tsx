import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { text } from '../text/text'
import { Button } from './button'

/**
 * A part whose code comes when the first of its kind is shown. `heightOf`: the pixels that are kept for it meanwhile, so
 * that nothing below moves when it comes.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, heightOf: (props: P) => number) {
  let loaded: ComponentType<P> | undefined
  return function Lazy(props: P) {
    const [Part, setPart] = useState(() => loaded)
    const [isLost, setLost] = useState(false)
    useEffect(() => {
      if (Part) return
      let isCurrent = true
      load().then(
        (part) => {
          loaded = part
          if (isCurrent) setPart(() => part)
        },
        () => isCurrent && setLost(true),
      )
      return () => {
        isCurrent = false
      }
    }, [Part])
    if (Part) return <Part {...props} />
    return (
      <div class="preview-due" style={{ minHeight: `${heightOf(props)}px` }}>
        {isLost && (
          <>
            <p role="alert">{text.value.previews.notLoaded}</p>
            {/* A browser does not ask twice for a module that failed; drafts and the talk are kept over a reload. */}
            <Button kind="outline" onClick={() => location.reload()}>
              {text.value.previews.reload}
            </Button>
          </>
        )}
      </div>
    )
  }
}
