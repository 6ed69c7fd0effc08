import type { Conversation } from '../../../src/wire/conversations'

export type DayGroup = { key: 'pinned' | 'today' | 'yesterday' | 'week' } | { key: 'month'; month: Date }

export interface GroupedConversations {
  group: DayGroup
  conversations: Conversation[]
}

/** Puts conversations, already in order, under the day or month of their last change, by the reader's own calendar. */
export function groupByDay(conversations: Conversation[], now: Date): GroupedConversations[] {
  const groups: GroupedConversations[] = []
  for (const conversation of conversations) {
    const group = groupOf(conversation, now)
    const last = groups.at(-1)
    if (last && isSame(last.group, group)) last.conversations.push(conversation)
    else groups.push({ group, conversations: [conversation] })
  }
  return groups
}

function groupOf({ pinned, updatedAt }: Conversation, now: Date): DayGroup {
  if (pinned) return { key: 'pinned' }
  if (updatedAt >= midnight(now, 0)) return { key: 'today' }
  if (updatedAt >= midnight(now, 1)) return { key: 'yesterday' }
  if (updatedAt >= midnight(now, 7)) return { key: 'week' }
  const date = new Date(updatedAt)
  return { key: 'month', month: new Date(date.getFullYear(), date.getMonth()) }
}

function midnight(now: Date, daysAgo: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime()
}

function isSame(a: DayGroup, b: DayGroup): boolean {
  if (a.key === 'month' && b.key === 'month') return a.month.getTime() === b.month.getTime()
  return a.key === b.key
}
