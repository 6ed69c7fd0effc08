import { useEffect, useRef, useState } from 'preact/hooks'
import { type Conversation, TITLE_CHARS } from '../../../src/wire/conversations'
import { changeConversation } from '../state/conversations'
import { listSheetOpen } from '../state/layout'
import { opened } from '../state/opened'
import { hrefOf, navigate, talkPath } from '../state/route'
import { sentenceFor, text } from '../text/text'
import { Menu } from '../ui/menu'
import { DeleteConversation } from './delete-conversation'

interface ConversationItemProps {
  conversation: Conversation
  isCurrent: boolean
}

export function ConversationItem({ conversation, isCurrent }: ConversationItemProps) {
  const [mode, setMode] = useState<'shown' | 'renaming' | 'deleting'>('shown')
  const [problem, setProblem] = useState<unknown>(undefined)
  const { id, title, pinned } = conversation
  const change = (changes: { title?: string; pinned?: boolean }) => {
    setProblem(undefined)
    void changeConversation(id, changes).catch(setProblem)
  }
  if (mode === 'renaming') {
    return (
      <li class="item renaming">
        <TitleField
          title={title}
          onDone={(renamed) => {
            setMode('shown')
            if (renamed && renamed !== title) change({ title: renamed })
          }}
        />
      </li>
    )
  }
  const isRunning = isCurrent && opened.value.talk.runningTurn.value !== undefined
  return (
    <li class={isCurrent ? 'item on' : 'item'}>
      <a
        href={hrefOf(talkPath(id))}
        aria-current={isCurrent ? 'page' : undefined}
        title={title}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          listSheetOpen.value = false
          navigate(talkPath(id))
        }}
      >
        {conversation.awaitsApproval && (
          <i
            class="live-dot waits"
            role="img"
            aria-label={text.value.approvals.waits}
            title={text.value.approvals.waits}
          />
        )}
        {isRunning && !conversation.awaitsApproval && <i class="live-dot" role="img" aria-label={text.value.working} />}
        <span>{title || text.value.untitled}</span>
      </a>
      <Menu
        label={text.value.moreFor(title)}
        items={[
          { icon: 'pencil', label: text.value.rename, onChoose: () => setMode('renaming') },
          {
            icon: 'pin',
            label: pinned ? text.value.unpin : text.value.pin,
            onChoose: () => change({ pinned: !pinned }),
          },
          { icon: 'trash', label: text.value.remove, isDangerous: true, onChoose: () => setMode('deleting') },
        ]}
      />
      {problem !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(problem)}
        </p>
      )}
      {mode === 'deleting' && <DeleteConversation conversation={conversation} onClose={() => setMode('shown')} />}
    </li>
  )
}

/** Enter or leaving keeps the new title, Escape the old one. */
function TitleField({ title, onDone }: { title: string; onDone: (renamed?: string) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)
  useEffect(() => field.current?.select(), [])
  const finish = (renamed?: string) => {
    if (isDone.current) return
    isDone.current = true
    onDone(renamed?.trim())
  }
  return (
    <input
      ref={field}
      class="title-field"
      aria-label={text.value.titleLabel}
      defaultValue={title}
      maxLength={TITLE_CHARS}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.isComposing) return
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key !== 'Escape') return
        event.preventDefault()
        finish()
      }}
    />
  )
}
