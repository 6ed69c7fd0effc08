import * as z from 'zod'
import { defineTool, ToolError } from '../agent/tool'
import type { Todo } from '../wire/preview'

/** The whole list goes into the log with every change, and to the model with every read. */
const MAX_TODOS = 200
const MAX_CHARS = 2000

const TodoInput = z.strictObject({
  content: z.string().describe('What is to be done, in one short sentence.'),
  priority: z.enum(['high', 'medium', 'low']),
  status: z.enum(['pending', 'in_progress', 'completed']),
  id: z.string().optional().describe('The id from todo_read; leave it out for a new item.'),
})
type TodoInput = z.infer<typeof TodoInput>

export const todoWrite = defineTool({
  name: 'mshtools-todo_write',
  description:
    'Replace your to-do list of this conversation with the list you give; what you leave out is gone. Use it for work of ' +
    'three or more steps: write the plan first, keep one item in_progress, and mark each completed as soon as it is. ' +
    `At most ${MAX_TODOS} items of ${MAX_CHARS} characters.`,
  input: z.strictObject({ todos: z.array(TodoInput).describe('The whole list, in order.') }),
  effect: 'workspace',

  async run({ todos: given }, { todos }) {
    refuseTooMuch(given)
    const items = withIds(given, todos.read())
    todos.write(items)
    return { count: items.length, items }
  },

  content: ({ count }) => JSON.stringify({ count }),

  preview: ({ todos }, result) => ({ kind: 'todos', title: 'To-do list', items: result?.items ?? complete(todos) }),
})

function refuseTooMuch(given: TodoInput[]): void {
  if (given.length > MAX_TODOS)
    throw new ToolError(`A list has at most ${MAX_TODOS} items. Join some, then write again.`)
  if (given.some(({ content }) => content.length > MAX_CHARS)) {
    throw new ToolError(`An item has at most ${MAX_CHARS} characters. Shorten it, then write again.`)
  }
  const ids = given.flatMap(({ id }) => (id ? [id] : []))
  const twice = ids.find((id, index) => ids.indexOf(id) < index)
  if (twice) throw new ToolError(`Two items have the id "${twice}". Leave the id out for a new item.`)
}

/** An item keeps its id for as long as its id or its words stay; a new one gets the next free number. */
function withIds(given: TodoInput[], known: Todo[]): Todo[] {
  const taken = new Set(given.flatMap(({ id }) => (id ? [id] : [])))
  let next = 1
  return given.map(({ id: givenId, ...rest }) => {
    if (givenId) return { id: givenId, ...rest }
    let id = known.find((todo) => todo.content === rest.content && !taken.has(todo.id))?.id
    while (!id) {
      const candidate = String(next++)
      if (!taken.has(candidate) && !known.some((todo) => todo.id === candidate)) id = candidate
    }
    taken.add(id)
    return { id, ...rest }
  })
}

/** The items that have arrived whole while the arguments stream. */
function complete(todos: unknown): Todo[] {
  if (!Array.isArray(todos)) return []
  return todos.flatMap((item: unknown, index) => {
    const parsed = TodoInput.safeParse(item)
    return parsed.success ? [{ ...parsed.data, id: parsed.data.id ?? `new-${index + 1}` }] : []
  })
}
