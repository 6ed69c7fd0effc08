import { useEffect } from 'preact/hooks'
import { ComposerBox } from '../parts/composer-box'
import { DropZone } from '../parts/drop-zone'
import { FullViewPlace } from '../parts/full-view-place'
import { Start } from '../parts/start'
import { TalkHeader } from '../parts/talk-header'
import { TalkView } from '../parts/talk-view'
import { WorkbenchPlace } from '../parts/workbench/workbench'
import { isWide } from '../state/layout'
import { opened, openedNumber, startNew } from '../state/opened'
import { workbenchWidth } from '../state/settings'
import { sentenceFor, text } from '../text/text'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { Separator } from '../ui/separator'

/** One conversation, or the place where one begins. */
export function TalkPage() {
  const current = opened.value
  const { talk, workbench, uploads, conversation } = current
  const title = conversation.value?.title
  useEffect(() => {
    document.title = title ? `${title} · ${text.value.appName}` : text.value.appName
  }, [title])
  const isEmpty = talk.messages.value.length === 0 && (talk.state.value === 'new' || title === '')
  return (
    <>
      <DropZone onDrop={uploads.add}>
        <TalkHeader opened={current} />
        {talk.state.value === 'missing' || talk.state.value === 'problem' || talk.connection.value === 'gone' ? (
          <Trouble />
        ) : (
          <>
            {isEmpty ? <Start opened={current} /> : <TalkView key={openedNumber.value} opened={current} />}
            <ComposerBox opened={current} />
          </>
        )}
      </DropZone>
      {isWide.value && workbench.isOpen.value && (
        <Separator
          label={text.value.resizeWorkbench}
          value={Number(workbenchWidth.value)}
          min={26}
          max={60}
          onChange={(width) => {
            workbenchWidth.value = String(width)
          }}
        />
      )}
      <WorkbenchPlace opened={current} />
      <FullViewPlace key={`full ${openedNumber.value}`} opened={current} />
    </>
  )
}

function Trouble() {
  const { talk } = opened.value
  if (talk.state.value !== 'problem') {
    return (
      <Notice icon="alert" title={text.value.missingTitle}>
        <p>{text.value.missingLine}</p>
        <Button kind="outline" onClick={startNew}>
          {text.value.newConversation}
        </Button>
      </Notice>
    )
  }
  return (
    <Notice icon="alert" title={text.value.talkProblem}>
      <p>{sentenceFor(talk.problem.value)}</p>
      <Button kind="outline" onClick={() => void opened.value.start()}>
        {text.value.tryAgain}
      </Button>
    </Notice>
  )
}
