import { expect, test } from 'vitest'
import { type OutsideRequest, type OutsideWorld, ToolError } from '../../../src/agent/tool'
import { runShell } from '../../../src/sandbox/shell/run-shell'
import { inWorkspace, type WorkspaceTest } from '../../support/workspace'

interface Asked {
  url: string
  request: OutsideRequest | undefined
}

function world(answer: (url: string) => Response | Error): OutsideWorld & { asked: Asked[] } {
  const asked: Asked[] = []
  return {
    asked,
    async fetch(url, request) {
      asked.push({ url, request })
      const given = answer(url)
      if (given instanceof Error) throw given
      return given
    },
  }
}

async function run(place: WorkspaceTest, command: string, egress: OutsideWorld, signal = new AbortController().signal) {
  const files = place.workspace.stage()
  const outcome = await runShell({ command, timeoutMs: 10_000, onOutput() {} }, { files, egress, signal })
  await files.prepare()
  files.commit()
  return outcome
}

test('curl and wget ask egress, and what comes is printed or becomes a file', () =>
  inWorkspace(async (place) => {
    const egress = world(() => new Response('hello\n', { headers: { 'x-one': '1' } }))
    const { output, exitCode } = await run(
      place,
      'curl -s https://a.test/x; curl -s -o a.txt https://a.test/y; wget -q https://a.test/b.txt',
      egress,
    )
    expect([output, exitCode]).toEqual(['hello\n', 0])
    expect(egress.asked.map(({ url }) => url)).toEqual(['https://a.test/x', 'https://a.test/y', 'https://a.test/b.txt'])
    expect(await place.workspace.open('a.txt')?.text()).toBe('hello\n')
    expect(await place.workspace.open('b.txt')?.text()).toBe('hello\n')
    const posted = await run(
      place,
      `curl -s -X POST -H 'Content-Type: application/json' -d '{"a":1}' https://a.test/z | wc -c`,
      egress,
    )
    expect(posted.output).toBe('6\n')
    expect(egress.asked.at(-1)?.request).toMatchObject({ method: 'POST', body: '{"a":1}' })
  }))

test('bytes from outside come unchanged', () =>
  inWorkspace(async (place) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    await run(
      place,
      'curl -s https://a.test/ > a.bin; curl -s https://a.test/ | cat > b.bin',
      world(() => new Response(bytes)),
    )
    expect(await place.workspace.open('a.bin')?.bytes()).toEqual(bytes)
    expect(await place.workspace.open('b.bin')?.bytes()).toEqual(bytes)
  }))

test('a refusal is a line of the program, and the script goes on', () =>
  inWorkspace(async (place) => {
    const egress = world(() => new ToolError('127.0.0.1 lies inside. Ask a public address.'))
    const { output } = await run(
      place,
      'curl -sS http://127.0.0.1/; echo "exit $?"; wget http://127.0.0.1/; echo "exit $?"',
      egress,
    )
    expect(output).toMatch(/curl: .*127\.0\.0\.1 lies inside/)
    expect(output).toMatch(/wget: .*127\.0\.0\.1 lies inside/)
    expect(output.match(/exit [1-9]/g)).toHaveLength(2)
  }))

test('whatever else egress throws ends the call, through every pipe and every ||, and nothing is kept', () =>
  inWorkspace(async (place) => {
    class Waiting extends Error {}
    const signal = new Waiting('The person is asked.')
    const egress = world(() => signal)
    for (const command of [
      'echo a > a.txt; curl -s https://a.test/ || true; echo b > b.txt',
      'for i in 1 2; do curl -s https://a.test/ 2>/dev/null | cat > c.txt; done',
      'x=$(curl -s https://a.test/); echo "$x"',
      'wget -q https://a.test/ & wait',
      'find . -name "*" -exec curl -s https://a.test/ {} +; echo https://a.test/ | xargs curl -s',
    ]) {
      await expect(run(place, command, egress), command).rejects.toBe(signal)
    }
    expect(place.workspace.list()).toEqual([])
  }))

test('Stop is heeded at once, and a request on its way is given up', () =>
  inWorkspace(async (place) => {
    const stop = new AbortController()
    const reason = new Error('stopped')
    let isGivenUp = false
    const egress: OutsideWorld = {
      fetch: (_, request) =>
        new Promise((_, reject) => {
          request?.signal?.addEventListener('abort', () => {
            isGivenUp = true
            reject(new Error('given up'))
          })
          stop.abort(reason)
        }),
    }
    await expect(run(place, 'echo a > a.txt; curl -s https://a.test/; sleep 100', egress, stop.signal)).rejects.toBe(
      reason,
    )
    expect(isGivenUp).toBe(true)
    const again = new AbortController()
    setTimeout(() => again.abort(reason), 50)
    await expect(run(place, 'while true; do :; done', egress, again.signal)).rejects.toBe(reason)
    expect(place.workspace.list()).toEqual([])
  }))

test('what a long command prints is told while it runs', () =>
  inWorkspace(async (place) => {
    const told: string[] = []
    const { output } = await runShell(
      { command: 'for i in 1 2; do echo $i; sleep 0.8; done', timeoutMs: 10_000, onOutput: (text) => told.push(text) },
      {
        files: place.workspace.stage(),
        egress: world(() => new Error('nowhere')),
        signal: new AbortController().signal,
      },
    )
    expect(told[0]).toMatch(/^1\n/)
    expect(output).toBe('1\n2\n')
  }))
