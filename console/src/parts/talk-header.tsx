import { isNarrow, isWide, listSheetOpen } from '../state/layout'
import { defaultModel, modelLabel, models } from '../state/models'
import type { OpenConversation } from '../state/open-conversation'
import { listShown } from '../state/settings'
import { text } from '../text/text'
import { Button, IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import { activityOf } from './activity'

export type Opened = InstanceType<typeof OpenConversation>

export function TalkHeader({ opened }: { opened: Opened }) {
  const { conversation, workbench } = opened
  const model = conversation.value?.model ?? defaultModel.value?.id
  return (
    <header class="talk-header">
      {isNarrow.value ? (
        <IconButton
          icon="sidebar"
          label={text.value.showList}
          onClick={() => {
            listSheetOpen.value = true
          }}
        />
      ) : (
        listShown.value === 'no' && (
          <IconButton
            icon="sidebar"
            label={text.value.showList}
            onClick={() => {
              listShown.value = 'yes'
            }}
          />
        )
      )}
      <h1>{conversation.value?.title || text.value.untitled}</h1>
      <Activity opened={opened} />
      <span class="grow" />
      {conversation.value?.tainted && (
        <span class="pill outside-pill" title={text.value.approvals.outsideTitle}>
          <Icon name="globe" size={14} />
          <span>{text.value.approvals.outside}</span>
        </span>
      )}
      {model && models.value.length < 2 && <span class="pill model-pill">{modelLabel(model)}</span>}
      {!(isWide.value && workbench.isOpen.value) && (
        <Button
          icon="panel"
          class="workbench-button"
          aria-label={[text.value.openWorkbench, workbench.hasNews.value && text.value.hasNews]
            .filter(Boolean)
            .join(' · ')}
          aria-expanded={false}
          onClick={() => workbench.open()}
        >
          <span class="wide-only">{text.value.openWorkbench}</span>
          {workbench.hasNews.value && <i class="news-dot" />}
        </Button>
      )}
    </header>
  )
}

function Activity({ opened: { talk, approvals } }: { opened: Opened }) {
  const turn = talk.runningTurn.value
  if (talk.connection.value === 'reconnecting') return <span class="pill trouble">{text.value.reconnecting}</span>
  if (!turn) return null
  if (approvals.waiting.value.length > 0 && !talk.isStopping.value) {
    return (
      <span class="pill trouble">
        <i class="pill-dot" />
        {text.value.approvals.waits}
      </span>
    )
  }
  const answer = talk.messages.value.findLast(({ turnId, role }) => turnId === turn.id && role === 'assistant')
  return (
    <span class={turn.hint ? 'pill trouble' : 'pill live'}>
      <i class="pill-dot" />
      {talk.isStopping.value ? text.value.stopping : activityOf(turn, answer)}
    </span>
  )
}
