import { Fragment } from 'preact'
import { isRunning, type TalkMessage, type TalkPart, type TalkTurn, type ToolPart } from '../state/talk-shapes'
import { text } from '../text/text'
import { AnswerEnd } from './answer-end'
import { ApprovalCard } from './approval-card'
import { Markdown } from './markdown/markdown'
import { ReasoningRow } from './reasoning-row'
import type { Opened } from './talk-header'
import { hasMuchToSee, ToolRow } from './tool-row'

interface AnswerProps {
  opened: Opened
  message: TalkMessage
  turn: TalkTurn | undefined
  canRegenerate: boolean
}

/** What the agent did and said, in its order: words on the page, deeds as a thread of rows. */
export function Answer({ opened, message, turn, canRegenerate }: AnswerProps) {
  const running = isRunning(turn)
  const newest = message.parts.findLast((part) => part.type === 'tool' && part.watched && hasMuchToSee(part))
  const conversation = opened.talk.id.value
  const groups = groupParts(message.parts)
  return (
    <article class="answer" aria-label={text.value.agent} aria-busy={running} data-message={message.id}>
      {groups.map((group, at) =>
        group.type === 'text' ? (
          <Markdown key={at} source={group.text} isOpen={running && at === groups.length - 1} />
        ) : (
          <ol key={at} class="thread">
            {group.parts.map((part, row) =>
              part.type === 'tool' ? (
                <Fragment key={part.invocationId}>
                  <ToolRow tool={part} conversation={conversation} isNewest={part === newest} show={opened.show} />
                  {opened.approvals.byCall.value.get(part.invocationId)?.map((approval) => (
                    <ApprovalCard key={approval.id} approval={approval} approvals={opened.approvals} />
                  ))}
                </Fragment>
              ) : (
                <ReasoningRow key={row} reasoning={part} isRunning={running && part === message.parts.at(-1)} />
              ),
            )}
          </ol>
        ),
      )}
      {running && message.parts.length === 0 && <p class="waiting">{text.value.thinking}</p>}
      {!running && <AnswerEnd opened={opened} message={message} turn={turn} canRegenerate={canRegenerate} />}
    </article>
  )
}

type Deed = ToolPart | Extract<TalkPart, { type: 'reasoning' }>
type Group = { type: 'text'; text: string } | { type: 'thread'; parts: Deed[] }

/** Neighbouring deeds share a thread. */
function groupParts(parts: TalkPart[]): Group[] {
  const groups: Group[] = []
  for (const part of parts) {
    if (part.type === 'text') groups.push({ type: 'text', text: part.text })
    if (part.type !== 'tool' && part.type !== 'reasoning') continue
    const last = groups.at(-1)
    if (last?.type === 'thread') last.parts.push(part)
    else groups.push({ type: 'thread', parts: [part] })
  }
  return groups
}
