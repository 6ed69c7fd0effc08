import { isDeepStrictEqual } from 'node:util'
import type { HeardTurn } from './heard-turn.ts'
import type { Recording } from './read-recording.ts'
import { CLOSING } from './replay-provider.ts'

/** Where the Worker gave something else than the recording says; a sentence each. */
export function differences(recording: Recording, heard: HeardTurn): string[] {
  const { calls, fails, reasoning, usage } = recording
  const text = recording.text + (calls.length > 0 && !fails ? CLOSING : '')
  const expected: Record<string, [expected: unknown, heard: unknown]> = {
    'the ending': [fails ? 'error' : 'final', heard.ending],
    'the tokens of POST /api/chat': [text, heard.tokens],
    'the reply': [fails ? undefined : text, heard.reply],
    'the text of the events': [text, heard.text],
    'the reasoning of the events': [reasoning, heard.reasoning],
    'the calls of the turn': [
      fails ? [] : calls.map((call) => ({ name: call.name, input: inputOf(call.arguments) })),
      heard.calls,
    ],
    'the usage of the step': [usage, heard.usage],
  }
  return Object.entries(expected)
    .filter(([, [wanted, got]]) => !isDeepStrictEqual(wanted, got))
    .map(([what, [wanted, got]]) => `${what}: expected ${shown(wanted)}, heard ${shown(got)}`)
}

/** Arguments as the Worker keeps them: parsed, or the raw text where they are no JSON; none is an empty object. */
function inputOf(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return text
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text
}
