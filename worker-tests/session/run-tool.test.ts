import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { defineTool, type Tool, type Toolbox } from '../../src/agent/tool'
import { runTool } from '../../src/session/run-tool'
import { inWorkspace } from '../support/workspace'

const shout = defineTool({
  name: 'shout',
  description: 'Answers as many letters as asked.',
  input: z.strictObject({ letters: z.number() }),
  effect: 'none',
  run: async ({ letters }) => 'A'.repeat(letters),
  preview: () => ({ kind: 'text', title: 'shout', text: '' }),
}) as Tool

test('a result of 10 MB lies in R2, and the model reads where', async () => {
  await inWorkspace(async ({ change, workspace, keys }) => {
    await change(async (files) => {
      const unused = () => {
        throw new Error('not part of this test')
      }
      const toolbox: Toolbox = {
        invocationId: 'inv_1',
        files,
        show: { keep: unused, keepFile: unused },
        todos: { read: unused, write: unused },
        publish: { site: unused },
        connectors: { searchWeb: unused, searchImages: unused, dataSource: unused },
        egress: { fetch: unused },
        shell: { run: unused },
        python: { run: unused },
        pdf: { read: unused },
        get browser(): never {
          return unused()
        },
        signal: new AbortController().signal,
        progress: unused,
      }
      const outcome = await runTool(shout, 'shout', { letters: 10_000_000 }, toolbox)
      expect(outcome).toMatchObject({ status: 'success', spilledTo: 'tool-output/inv_1.txt' })
      expect(outcome.output.length).toBeLessThan(101_000)
      expect(outcome.output).toContain('/mnt/okcomputer/tool-output/inv_1.txt')
    })
    expect(workspace.find('tool-output/inv_1.txt')?.sizeBytes).toBe(10_000_000)
    const [key = ''] = await keys()
    expect((await env.BLOBS.head(key))?.size).toBe(10_000_000)
  })
})
