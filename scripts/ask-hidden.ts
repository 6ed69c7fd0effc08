import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks for a line that is not shown while it is typed. Where no person sits there, the first line of what is piped in. */
export async function askHidden(question: string): Promise<string> {
  const { stdin, stdout } = process
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output, terminal: stdin.isTTY === true })
  if (stdin.isTTY) stdout.write(question)
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve)
      lines.once('close', () => resolve(''))
      lines.once('SIGINT', () => process.exit(130))
    })
  } finally {
    lines.close()
    if (stdin.isTTY) stdout.write('\n')
  }
}
