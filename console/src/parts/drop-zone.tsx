import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { text } from '../text/text'

interface DropZoneProps {
  onDrop: (files: FileList) => void
  children: ComponentChildren
}

/** Takes files that are dropped anywhere on the talk. */
export function DropZone({ onDrop, children }: DropZoneProps) {
  const [isOver, setOver] = useState(false)
  const depth = useRef(0)
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
  const leave = (event: DragEvent) => {
    if (!hasFiles(event)) return
    depth.current -= 1
    if (depth.current <= 0) setOver(false)
  }
  return (
    <main
      id="talk"
      class="main"
      tabIndex={-1}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return
        depth.current += 1
        setOver(true)
      }}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDragLeave={leave}
      onDrop={(event) => {
        if (!event.dataTransfer || !hasFiles(event)) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        onDrop(event.dataTransfer.files)
      }}
    >
      {children}
      {isOver && <div class="drop-veil">{text.value.dropHere}</div>}
    </main>
  )
}
