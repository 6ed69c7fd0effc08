import { expect, test } from 'vitest'
import * as z from 'zod'
import { Preview, type Todo } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace } from '../support/workspace'

const item = (content: string, status = 'pending') => ({ content, priority: 'medium', status })

test('the list is replaced and its length told', () =>
  inWorkspace(async (place) => {
    const todos: Todo[] = [{ id: '9', content: 'old', priority: 'low', status: 'completed' }]
    const { content } = await callTool('todo_write', { todos: [item('a'), item('b')] }, place, { todos })
    expect(content).toBe('{"count":2}')
    expect(todos.map((todo) => todo.content)).toEqual(['a', 'b'])
    await callTool('todo_write', { todos: [] }, place, { todos })
    expect(todos).toEqual([])
  }))

test('an item keeps its id while its id or its words stay, and a new one never takes a known one', () =>
  inWorkspace(async (place) => {
    const todos: Todo[] = []
    const idsAfter = async (given: object[]) => {
      await callTool('todo_write', { todos: given }, place, { todos })
      return Object.fromEntries(todos.map(({ content, id }) => [content, id]))
    }
    expect(await idsAfter([item('a'), item('b')])).toEqual({ a: '1', b: '2' })
    expect(await idsAfter([item('new'), item('b', 'completed'), item('a')])).toEqual({ new: '3', b: '2', a: '1' })
    expect(await idsAfter([{ ...item('renamed'), id: '2' }, item('b')])).toEqual({ renamed: '2', b: '4' })
    expect(await idsAfter([item('x'), item('x')])).toEqual({ x: expect.any(String) })
    expect(new Set(todos.map(({ id }) => id)).size).toBe(2)
  }))

test('too many, too long, or twice the same id is a sentence and changes nothing', () =>
  inWorkspace(async (place) => {
    const todos: Todo[] = [{ id: '1', content: 'kept', priority: 'low', status: 'pending' }]
    const write = (given: object[]) => callTool('todo_write', { todos: given }, place, { todos })
    await expect(write(Array.from({ length: 201 }, () => item('a')))).rejects.toThrow('at most 200 items')
    await expect(write([item('a'.repeat(2001))])).rejects.toThrow('at most 2000 characters')
    const same = { ...item('a'), id: 'x' }
    await expect(write([same, same])).rejects.toThrow('Two items have the id "x"')
    expect(todos[0]?.content).toBe('kept')
  }))

test('its parameters are those of the contract', () => {
  const schema = z.toJSONSchema(toolNamed('todo_write').input, { io: 'input' })
  expect(schema).toMatchObject({
    required: ['todos'],
    properties: {
      todos: {
        type: 'array',
        items: {
          required: ['content', 'priority', 'status'],
          additionalProperties: false,
          properties: {
            content: { type: 'string' },
            priority: { enum: ['high', 'medium', 'low'] },
            status: { enum: ['pending', 'in_progress', 'completed'] },
            id: { type: 'string' },
          },
        },
      },
    },
  })
})

test('while the arguments stream, the items that are whole are seen', () => {
  const streamed = { todos: [item('a'), { content: 'b', priority: 'hi' }] }
  expect(previewOf('todo_write', streamed)).toMatchObject({ kind: 'todos', items: [{ content: 'a' }] })
  for (const input of brokenInputs) Preview.parse(previewOf('todo_write', input))
})
