import * as z from 'zod'
import { defineTool } from '../agent/tool'

/** The to-do list that the agent keeps for itself and that people see beside the chat. */
export const todoRead = defineTool({
  name: 'mshtools-todo_read',
  description:
    'Read your to-do list of this conversation: an array of {id, content, priority, status}, empty at first. ' +
    'Look at it before you plan, and whenever you are unsure what is left.',
  input: z.strictObject({}),
  effect: 'none',

  async run(_input, { todos }) {
    return todos.read()
  },

  preview: (_input, result) => ({ kind: 'todos', title: 'To-do list', items: result ?? [] }),
})
