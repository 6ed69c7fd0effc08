import { expect, test } from 'vitest'
import type { Conversation } from '../../src/wire/conversations'
import { groupByDay } from '../src/state/day-groups'

const now = new Date(2026, 10, 22, 9)
const conversation = (id: string, at: Date, pinned = false): Conversation => ({
  id,
  title: id,
  model: 'demo',
  pinned,
  archived: false,
  tainted: false,
  awaitsApproval: false,
  createdAt: at.getTime(),
  updatedAt: at.getTime(),
})

test('conversations stand under the reader’s own days', () => {
  const groups = groupByDay(
    [
      conversation('pinned', new Date(2026, 0, 1), true),
      conversation('now', new Date(2026, 10, 22, 0, 0)),
      conversation('last night', new Date(2026, 10, 21, 23, 59)),
      conversation('this week', new Date(2026, 10, 15, 0, 0)),
      conversation('earlier', new Date(2026, 10, 14, 23, 59)),
      conversation('earlier still', new Date(2026, 10, 1)),
      conversation('last month', new Date(2026, 9, 30)),
    ],
    now,
  )
  expect(groups.map(({ group, conversations }) => [group.key, conversations.map(({ id }) => id)])).toEqual([
    ['pinned', ['pinned']],
    ['today', ['now']],
    ['yesterday', ['last night']],
    ['week', ['this week']],
    ['month', ['earlier', 'earlier still']],
    ['month', ['last month']],
  ])
})
