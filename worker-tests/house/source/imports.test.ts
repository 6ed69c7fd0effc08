import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Room, rooms, vendors } from './rooms.ts'
import { type Import, importsOf, root, sourceFiles } from './source-files.ts'

const imports = sourceFiles('src', 'console/src').flatMap((path) => (path.endsWith('.css') ? [] : importsOf(path)))
const ours = imports.filter(({ target }) => target.startsWith('.')).map((each) => ({ ...each, to: fileOf(each) }))

test('every room imports only the rooms that the table lets it see', () => {
  const broken = ours.filter(({ from, to, typeOnly }) => !maySee(roomOf(from), roomOf(to), typeOnly))
  expect(
    broken.map(({ from, to }) => `${from} imports ${to}, but ${roomOf(from)} sees only ${sees(roomOf(from))}.`),
    'Move the code to the room that may know this, or hand it in as an argument.',
  ).toEqual([])
})

test('every vendor package stays in its rooms', () => {
  const broken = imports.filter(
    ({ from, target }) => !target.startsWith('.') && !mayUse(roomOf(from), packageOf(target)),
  )
  expect(
    broken.map(
      ({ from, target }) => `${from} imports ${target}, but that package lives in ${homesOf(packageOf(target))}.`,
    ),
    'Move the code, or give the package its rooms in worker-tests/house/source/rooms.ts.',
  ).toEqual([])
})

test('no file imports itself by way of others', () => {
  const next = new Map<string, string[]>()
  // A type that env.ts borrows from the session is gone at run time; every other circle ties two files into one.
  for (const { from, to } of ours.filter((each) => !isBorrowed(each))) next.set(from, [...(next.get(from) ?? []), to])
  expect(circlesIn(next), 'Break the circle: move what both need into a file of its own.').toEqual([])
})

test('every relative import leads to a file', () => {
  expect(
    ours.filter(({ to }) => !existsSync(join(root, to))).map(({ from, target }) => `${from} imports ${target}`),
  ).toEqual([])
})

function maySee(from: string, to: string, typeOnly: boolean): boolean {
  const room: Room | undefined = rooms[from]
  return from === to || room?.sees.includes(to) === true || (typeOnly && room?.knows?.includes(to) === true)
}

function isBorrowed({ from, to, typeOnly }: { from: string; to: string; typeOnly: boolean }): boolean {
  return typeOnly && rooms[roomOf(from)]?.knows?.includes(roomOf(to)) === true
}

function mayUse(room: string, name: string): boolean {
  return vendors.some(({ packages, rooms: homes }) => packages.includes(name) && homes.includes(room))
}

function sees(room: string): string {
  return rooms[room]?.sees.join(', ') || 'itself'
}

function homesOf(name: string): string {
  return vendors.find(({ packages }) => packages.includes(name))?.rooms.join(', ') ?? 'no room yet'
}

function roomOf(path: string): string {
  if (path.startsWith('console/')) return 'console'
  return (path.split('/')[1] ?? '').replace(/\.ts$/, '')
}

/** `zod/mini` is zod, `@preact/signals/x` is @preact/signals. */
function packageOf(target: string): string {
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/')
}

function fileOf({ from, target }: Import): string {
  const path = join(dirname(from), target)
  const found = ['', '.ts', '.tsx', '/index.ts'].find(
    (end) => /\.\w+$/.test(path + end) && existsSync(join(root, path + end)),
  )
  return path + (found ?? '')
}

function circlesIn(next: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (path.includes(file) || done.has(file)) return
    for (const to of next.get(file) ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) walk(file, [])
  return circles
}
