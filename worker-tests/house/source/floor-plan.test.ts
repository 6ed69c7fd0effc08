import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rooms } from './rooms.ts'
import { root, textOf } from './source-files.ts'

const NOT_ROOMS = ['README.md']
const MAX_LINES = 120

const plan = textOf('src/README.md')
const standing = readdirSync(`${root}src`, { withFileTypes: true })
  .filter((entry) => !NOT_ROOMS.includes(entry.name))
  .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))

test('the floor plan names every room, and no room that is not there', () => {
  const named = [...plan.matchAll(/^\| `([\w.-]+\/?)` \|/gm)].map(([, room]) => room ?? '')
  expect(named.sort(), 'Give each file and folder under src/ one row with one sentence in src/README.md.').toEqual(
    [...standing].sort(),
  )
})

test('the floor plan can be read in one sitting', () => {
  expect(plan.split('\n').length).toBeLessThanOrEqual(MAX_LINES)
})

test('every room stands in the import table', () => {
  const unknown = standing.map((name) => name.replace(/(\/|\.ts)$/, '')).filter((room) => !rooms[room])
  expect(unknown, 'Say in worker-tests/house/source/rooms.ts which rooms it may see.').toEqual([])
})
