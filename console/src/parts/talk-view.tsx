import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { textOf } from '../state/talk-shapes'
import { sentenceFor, text } from '../text/text'
import { Button } from '../ui/button'
import { endingOf } from './activity'
import { Answer } from './answer'
import { useFollowEnd } from './follow-end'
import type { Opened } from './talk-header'
import { UserMessage } from './user-message'

/** The talk: messages in a column that follows its end while the reader is there. */
export function TalkView({ opened }: { opened: Opened }) {
  const { talk } = opened
  const { box, content, onScroll, toEnd, newLines } = useFollowEnd()
  const messages = talk.messages.value
  const sentId = messages.findLast(({ sending }) => sending)?.id
  useEffect(() => {
    if (sentId !== undefined) toEnd()
  }, [sentId])
  return (
    <div class="talk-place">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scroll" ref={box} onScroll={onScroll} tabIndex={0} aria-label={text.value.talk}>
        <div class="column" ref={content}>
          <Older opened={opened} box={box} />
          {talk.state.value === 'loading' && <p class="waiting">{text.value.loading}</p>}
          {messages.map((message) => {
            const turn = talk.talk.value.turns[message.turnId]
            return message.role === 'user' ? (
              <UserMessage
                key={message.id}
                message={message}
                turn={turn}
                isSending={opened.composer.isSending.value}
                onSendNow={() => void opened.composer.sendNow({ turnId: message.turnId, text: textOf(message) })}
                onWithdraw={() => void opened.withdraw(message.turnId)}
              />
            ) : (
              <Answer
                key={message.id}
                opened={opened}
                message={message}
                turn={turn}
                canRegenerate={message === messages.at(-1) && talk.runningTurn.value === undefined}
              />
            )
          })}
        </div>
      </section>
      {newLines > 0 && (
        <Button kind="outline" icon="down" class="new-lines" onClick={toEnd}>
          {text.value.newLines(newLines)}
        </Button>
      )}
      <Announcer opened={opened} />
    </div>
  )
}

/** Earlier messages, put above without moving what is being read. */
function Older({ opened: { talk }, box }: { opened: Opened; box: { current: HTMLDivElement | null } }) {
  const heightBefore = useRef<number | undefined>(undefined)
  const first = talk.messages.value[0]?.id
  useLayoutEffect(() => {
    if (heightBefore.current === undefined || !box.current) return
    box.current.scrollTop += box.current.scrollHeight - heightBefore.current
    heightBefore.current = undefined
  }, [first])
  if (talk.before.value === null) return null
  const load = async () => {
    heightBefore.current = box.current?.scrollHeight
    await talk.loadOlder()
  }
  return (
    <div class="older">
      <Button kind="outline" disabled={talk.isLoadingOlder.value} onClick={() => void load()}>
        {text.value.olderMessages}
      </Button>
      {talk.olderProblem.value !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(talk.olderProblem.value)}
        </p>
      )}
    </div>
  )
}

/** Says the state of the answer to those who do not see it: beginnings and endings, not every word. */
function Announcer({ opened: { talk } }: { opened: Opened }) {
  const newest = Object.values(talk.talk.value.turns).at(-1)
  const words = () => {
    if (talk.connection.value === 'reconnecting') return text.value.reconnecting
    if (talk.runningTurn.value) return text.value.working
    return newest ? endingOf(newest) : ''
  }
  return (
    <p class="unseen" role="status">
      {words()}
    </p>
  )
}
