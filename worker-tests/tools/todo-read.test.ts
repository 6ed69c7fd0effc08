import { expect, test } from 'vitest'
import * as z from 'zod'
import { Preview, type Todo } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'

const todo: Todo = { id: '1', content: 'Buy flour', priority: 'high', status: 'pending' }

test('the model reads the list, and an empty one too', () =>
  inWorkspace(async (place) => {
    const { content, preview } = await callTool('todo_read', {}, place, { todos: [todo] })
    expect(JSON.parse(String(content))).toEqual([todo])
    expect(preview).toEqual({ kind: 'todos', title: 'To-do list', items: [todo] })
    expect((await callTool('todo_read', {}, place)).content).toBe('[]')
  }))

test('it takes no parameter, and its preview survives any', () => {
  expect(toolNamed('todo_read').input.safeParse({ all: true }).success).toBe(false)
  expect(z.toJSONSchema(toolNamed('todo_read').input, { io: 'input' })).toMatchObject({ properties: {} })
  for (const input of brokenInputs) Preview.parse(previewOf('todo_read', input))
})
