import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { sentenceFor, text } from '../text/text'
import { Button } from './button'

interface ModalProps {
  label: string
  kind: 'dialog' | 'sheet-left' | 'sheet-right' | 'full'
  onClose: () => void
  children: ComponentChildren
}

/** A modal: the browser's own, which keeps focus inside, closes on Escape and gives focus back. */
export function Modal({ label, kind, onClose, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null)
  // Before the next paint, so that the focus never falls to the page in between.
  useLayoutEffect(() => {
    const dialog = ref.current
    const focused = document.activeElement
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      dialog?.close()
      giveFocusBack(focused)
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it too
    <dialog
      ref={ref}
      class={kind}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget && isOutside(event, event.currentTarget)) onClose()
      }}
    >
      {children}
    </dialog>
  )
}

/** On the veil: a click there has the dialog as its target, as has one on the dialog's own edge. */
function isOutside({ clientX, clientY }: MouseEvent, dialog: HTMLElement): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect()
  return clientX < left || clientX > right || clientY < top || clientY > bottom
}

/** To where it was; to the composer where that is gone, as after a deletion. */
function giveFocusBack(to: Element | null) {
  if (to instanceof HTMLElement && to.isConnected) return to.focus()
  document.querySelector<HTMLElement>('#talk textarea')?.focus()
}

interface ConfirmProps {
  title: string
  says: string
  verb: string
  /** Closes when it succeeds; a failure is said in the dialog. */
  action: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something goes for good. Cancel has the focus. */
export function Confirm({ title, says, verb, action, onClose }: ConfirmProps) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(undefined)
  const id = useId()
  const confirm = async () => {
    setBusy(true)
    setProblem(undefined)
    await action().then(onClose, setProblem)
    setBusy(false)
  }
  return (
    <Modal label={title} kind="dialog" onClose={onClose}>
      <h2>{title}</h2>
      <p id={id}>{says}</p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(problem)}
        </p>
      )}
      <div class="dialog-buttons">
        <Button kind="outline" data-first onClick={onClose}>
          {text.value.cancel}
        </Button>
        <Button kind="danger" aria-describedby={id} disabled={isBusy} onClick={() => void confirm()}>
          {verb}
        </Button>
      </div>
    </Modal>
  )
}
