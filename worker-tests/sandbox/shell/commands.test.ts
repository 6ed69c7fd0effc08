/// <reference types="vite/types/importMeta.d.ts" />

import { expect, test } from 'vitest'
import { runShell } from '../../../src/sandbox/shell/run-shell'
import { nowhere } from '../../support/tool-call'
import { inWorkspace } from '../../support/workspace'
import { bytes, files } from './files'
import recordings from './recordings.json'

/** Where the interpreter is known to go its own way. */
const KNOWN = [
  // A pattern that ends in a slash finds files too.
  'ls -d */',
  // A loop left by `break` after a `continue` keeps the status of the test before.
  'i=0; while true; do i=$((i+1)); [ $i -eq 2 ] && continue; [ $i -gt 4 ] && break; echo $i; done',
  // Stops as it should, with status 1 instead of 127.
  'set -u; echo before; echo "$nope"; echo after',
]

test('the commands that agents use most answer as a real bash does', { timeout: 300_000 }, async () => {
  const wrong: string[] = []
  const durations: number[] = []
  for (const { command, stdout, complains, exitCode } of recordings) {
    await inWorkspace(async (place) => {
      for (const [path, content] of [...Object.entries(files), ...Object.entries(bytes)])
        await place.upload(path, content)
      const staged = place.workspace.stage()
      const startedAt = performance.now()
      const ours = await runShell(
        { command, timeoutMs: 60_000, onOutput() {} },
        { files: staged, egress: nowhere, signal: new AbortController().signal },
      )
      durations.push(performance.now() - startedAt)
      const isSame = complains ? ours.output.includes(stdout) : ours.output === stdout
      if (!isSame || ours.exitCode !== exitCode) wrong.push(command)
    })
  }
  durations.sort((a, b) => a - b)
  const at = (part: number) => durations[Math.floor(durations.length * part)]?.toFixed(1)
  console.log(
    `${recordings.length - wrong.length} of ${recordings.length} right; median ${at(0.5)} ms, 95% ${at(0.95)} ms`,
  )
  expect(wrong).toEqual(KNOWN)
})
