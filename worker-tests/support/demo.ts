import type { LanguageModelV4FunctionTool, LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider'
import { demoModel } from '../../src/models/demo/demo-model'
import { type Heard, hear } from './provider'

export const model = demoModel({ paceMs: 0 })
const names = ['write_file', 'read_file', 'edit_file', 'todo_write', 'todo_read', 'deploy_website'].map(
  (name) => `mshtools-${name}`,
)
export const tools: LanguageModelV4FunctionTool[] = names.map((name) => ({
  type: 'function',
  name,
  inputSchema: { type: 'object' },
}))

export type Files = Map<string, string>
type Runner = (name: string, input: Record<string, unknown>) => string | { error: string }

export const user = (text: string): LanguageModelV4Message => ({ role: 'user', content: [{ type: 'text', text }] })

/** The tools' contract, as far as the plans need it: what the real ones answer, over a map of files. */
export function workspace(files: Files = new Map()): Runner {
  let todos: unknown = []
  const path = (input: Record<string, unknown>) => String(input.file_path).replace('/mnt/okcomputer/', '')
  return (name, input) => {
    if (name === 'mshtools-write_file') {
      files.set(path(input), String(input.content))
      return JSON.stringify({ path: path(input), sizeBytes: String(input.content).length })
    }
    if (name === 'mshtools-read_file') {
      const text = files.get(path(input))
      if (text === undefined) return { error: `There is no file at ${path(input)}.` }
      return text
        .split('\n')
        .map((line, at) => `${String(at + 1).padStart(6)}\t${line}`)
        .join('\n')
    }
    if (name === 'mshtools-edit_file') {
      const parts = (files.get(path(input)) ?? '').split(String(input.old_string))
      if (parts.length !== 2) return { error: `old_string stands ${parts.length - 1} times in ${path(input)}.` }
      files.set(path(input), parts.join(String(input.new_string)))
      return JSON.stringify({ path: path(input) })
    }
    if (name === 'mshtools-todo_write') {
      todos = input.todos
      return JSON.stringify({ count: Array.isArray(todos) ? todos.length : 0 })
    }
    if (name === 'mshtools-todo_read') return JSON.stringify(todos)
    if (!files.has(`${String(input.local_dir).replace('/mnt/okcomputer/', '')}/index.html`))
      return { error: 'No index.html there.' }
    return 'The site is online at /sites/k3x9q2/ now.'
  }
}

/** Plays a turn to its end, as the agent's loop would, and leaves it in `prompt`. */
export async function play(prompt: LanguageModelV4Prompt, wish: string, run: Runner): Promise<Heard[]> {
  prompt.push(user(wish))
  const steps: Heard[] = []
  while (steps.length < 10) {
    const heard = await hear(model, { prompt, tools })
    steps.push(heard)
    const calls = heard.calls.map(({ id, name, input }) => ({
      id,
      name,
      input: JSON.parse(input) as Record<string, unknown>,
    }))
    prompt.push({
      role: 'assistant',
      content: [
        { type: 'text', text: heard.text },
        ...calls.map(({ id, name, input }) => ({ type: 'tool-call' as const, toolCallId: id, toolName: name, input })),
      ],
    })
    if (calls.length === 0) return steps
    const content = calls.map(({ id, name, input }) => {
      const answer = run(name, input)
      const output =
        typeof answer === 'string'
          ? { type: 'text' as const, value: answer }
          : { type: 'error-text' as const, value: answer.error }
      return { type: 'tool-result' as const, toolCallId: id, toolName: name, output }
    })
    prompt.push({ role: 'tool', content })
  }
  throw new Error('The plan does not end.')
}

export const callsOf = (steps: Heard[]) =>
  steps.map((step) => step.calls.map(({ name }) => name.replace('mshtools-', '')))
