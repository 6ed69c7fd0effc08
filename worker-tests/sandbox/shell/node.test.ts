import { expect, test } from 'vitest'
import { callTool } from '../../support/tool-call'
import { inWorkspace, type WorkspaceTest } from '../../support/workspace'

const sh = async (place: WorkspaceTest, command: string) =>
  String((await callTool('shell', { command }, place)).content)

test('a script reads and writes the workspace, and requires files of its own', () =>
  inWorkspace(async (place) => {
    await place.upload('data.csv', 'a,1\nb,2\n')
    await place.upload('lib/sum.js', 'module.exports = (rows) => rows.reduce((sum, [, n]) => sum + Number(n), 0)\n')
    await place.upload(
      'main.js',
      `const fs = require('node:fs'), sum = require('./lib/sum')
       const rows = fs.readFileSync('data.csv', 'utf8').trim().split('\\n').map((line) => line.split(','))
       fs.mkdirSync('output/deep', { recursive: true })
       fs.writeFileSync('output/deep/sum.json', JSON.stringify({ sum: sum(rows) }))
       console.log(fs.readdirSync('output/deep'), fs.existsSync('nothing'))`,
    )
    expect(await sh(place, 'node main.js')).toBe("[ 'sum.json' ] false")
    expect(await place.workspace.open('output/deep/sum.json')?.text()).toBe('{"sum":3}')
  }))

test('modules, promises and timers', () =>
  inWorkspace(async (place) => {
    await place.upload(
      'm.mjs',
      `import fs, { writeFileSync } from 'node:fs'
       import { join } from 'path'
       setTimeout(() => console.log('last'), 30)
       await new Promise((done) => setTimeout(done, 5))
       writeFileSync(join('output', 'a.txt'), 'x')
       console.log(await fs.promises.readFile('output/a.txt', 'utf8'))`,
    )
    expect(await sh(place, 'node m.mjs')).toBe('x\nlast')
  }))

test('errors tell where, and set the exit code', () =>
  inWorkspace(async (place) => {
    expect(await sh(place, `node -e 'null.x'`)).toMatch(/TypeError: [\s\S]*Exit code 1/)
    expect(await sh(place, `node -e 'require("fs").readFileSync("nope")'`)).toContain(
      'ENOENT: no such file or directory',
    )
    expect(await sh(place, `node -e 'require("left-pad")'`)).toContain(
      "Cannot find module 'left-pad': this node has fs, path",
    )
    expect(await sh(place, 'node nope.js')).toContain("Cannot find module '/mnt/okcomputer/nope.js'")
    expect(await sh(place, `node -e 'process.exitCode = 4'`)).toBe('[Exit code 4.]')
  }))

test(
  'an endless loop, endless recursion and endless memory each end, and nothing of ours is reached',
  () =>
    inWorkspace(async (place) => {
      expect(await sh(place, `node -e 'while (true);'`)).toContain('a script may compute for a second or two here')
      expect(await sh(place, `node -e 'function f() { f() } f()'`)).toContain('Maximum call stack size exceeded')
      expect(await sh(place, `node -e 'const a = []; for (;;) a.push({ a: [1, 2, 3] })'`)).toMatch(
        /out of memory|a second or two/,
      )
      expect(await sh(place, `node -e 'console.log(typeof WebSocket, typeof caches, typeof Deno)'`)).toBe(
        'undefined undefined undefined',
      )
      expect(await sh(place, `node -e 'fetch("https://a.test").catch((e) => console.log(e.message))'`)).toContain(
        'use curl',
      )
    }),
  30_000,
)

test('random whole numbers lie in their range, each of them, and a range that is none is refused', () =>
  inWorkspace(async (place) => {
    const script = `const { randomInt } = require('crypto')
      const seen = new Set(), below = new Set()
      for (let draw = 0; draw < 200; draw++) { seen.add(randomInt(5, 8)); below.add(randomInt(2)) }
      console.log([...seen].sort().join(), [...below].sort().join())
      for (const [low, high] of [[0], [3, 3], [0, 2 ** 49]])
        try { console.log(randomInt(low, high)) } catch (error) { console.log(error.name) }`
    await place.upload('dice.js', script)
    expect(await sh(place, 'node dice.js')).toBe('5,6,7 0,1\nRangeError\nRangeError\nRangeError')
  }))
