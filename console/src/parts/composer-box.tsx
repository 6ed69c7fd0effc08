import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { ApiProblem } from '../api'
import { isNarrow } from '../state/layout'
import { sentenceFor, text } from '../text/text'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import { ApprovalNotice } from './approval-notice'
import { Chips } from './chips'
import { ModelChooser } from './model-chooser'
import type { Opened } from './talk-header'
import { UsageLink } from './usage-link'

/** Where a person writes. Enter sends, Shift and Enter begin a new line. */
export function ComposerBox({ opened }: { opened: Opened }) {
  const { composer, talk, uploads } = opened
  const field = useGrowingField(composer.draft.value)
  const isRunning = talk.runningTurn.value !== undefined
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches && document.querySelector('dialog[open]') === null) field.current?.focus()
  }, [opened])
  const onKeyDown = (event: KeyboardEvent) => {
    // 229 is how Safari tells of the Enter that ends a composition.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    void composer.submit()
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = event.clipboardData?.files
    if (!files || files.length === 0) return
    event.preventDefault()
    uploads.add(files)
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        void composer.submit()
      }}
    >
      <ApprovalNotice opened={opened} />
      <div class="box">
        <Chips opened={opened} />
        <textarea
          ref={field}
          rows={1}
          aria-label={text.value.messageLabel}
          placeholder={talk.id.value === undefined ? text.value.placeholderNew : text.value.placeholder}
          value={composer.draft.value}
          onInput={(event) => composer.write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div class="bar">
          <Attach opened={opened} />
          <span class="grow" />
          <ModelChooser opened={opened} />
          {isRunning && (
            <Button icon="stop" class="stop" disabled={talk.isStopping.value} onClick={() => void opened.stop()}>
              {talk.isStopping.value ? text.value.stopping : text.value.stop}
            </Button>
          )}
          <Button kind="primary" type="submit" disabled={!composer.canSend.value} title={whyNot(opened)}>
            {isRunning ? text.value.queueIt : text.value.send}
            {!isNarrow.value && <Icon name="send" size={14} />}
          </Button>
        </div>
      </div>
      <Trouble opened={opened} />
    </form>
  )
}

function Attach({ opened: { uploads } }: { opened: Opened }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button icon="plus" onClick={() => input.current?.click()}>
        {text.value.attach}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={text.value.attachFiles}
        onChange={(event) => {
          uploads.add(event.currentTarget.files ?? [])
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

function Trouble({ opened }: { opened: Opened }) {
  const { composer } = opened
  const problem = composer.problem.value
  const reason = whyNot(opened)
  if (problem === undefined && composer.isHeldBack.value && reason !== undefined) {
    return (
      <p class="composer-problem held-back" role="status">
        {reason}
      </p>
    )
  }
  if (problem === undefined) return null
  return (
    <p class="problem composer-problem" role="alert">
      {sentenceFor(problem)} {composer.draft.value !== '' && text.value.notSent}{' '}
      {problem instanceof ApiProblem && <UsageLink code={problem.code} />}
    </p>
  )
}

function whyNot({ uploads }: Opened): string | undefined {
  if (uploads.isBusy.value) return text.value.uploadsBusy
  return uploads.hasFailed.value ? text.value.uploadsFailed : undefined
}

/** A field as high as its text, up to what the style allows. */
function useGrowingField(value: string) {
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    if (!field.current) return
    field.current.style.height = 'auto'
    field.current.style.height = `${field.current.scrollHeight}px`
  }, [value])
  return field
}
