import { expect, test } from 'vitest'
import { api } from '../../src/wire/api'
import { client } from '../support/client'
import { scriptedModel } from '../support/scripted-model'

const owner = client()

interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content: Record<string, { schema?: { $ref?: string } }> }>
}
type Document = {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

test('the OpenAPI document is whole: parameters, bodies, answers and references', async () => {
  const document = await owner.get<Document>('/api/openapi.json')
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'OKCVM', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
  })
  const ids: string[] = []
  for (const [path, item] of Object.entries(document.paths)) {
    expect(path).toMatch(/^(\/([a-z0-9._-]+|\{\w+\}))+$/)
    for (const [method, operation] of Object.entries(item)) {
      ids.push(operation.operationId)
      expect(['get', 'post', 'put', 'patch', 'delete']).toContain(method)
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => name).sort(), path).toEqual(named.sort())
      expect(inPath.every(({ required }) => required)).toBe(true)
      for (const parameter of operation.parameters)
        expect(Object.keys(parameter.schema).length, `${path} ${parameter.name}`).toBeGreaterThan(0)
      expect(operation.summary).not.toBe('')
      expect(Object.keys(operation.responses).filter((status) => status.startsWith('2'))).toHaveLength(1)
      for (const status of Object.keys(operation.responses)) expect(status).toMatch(/^[2-5]\d\d$/)
    }
  }
  expect(new Set(ids).size).toBe(ids.length)
  const text = JSON.stringify(document)
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    expect(document.components.schemas).toHaveProperty(name)
  expect([...text.matchAll(/"\$ref":"([^"]*)"/g)].every(([, ref]) => ref?.startsWith('#/components/schemas/'))).toBe(
    true,
  )
})

test('the document says which bodies must be there', async () => {
  const { paths } = await owner.get<Document>('/api/openapi.json')
  expect(paths['/api/conversations/{conversation}/turns']?.post?.requestBody?.required).toBe(true)
  expect(paths['/api/chat']?.post?.requestBody?.required).toBe(true)
  expect(paths['/api/conversations']?.post?.requestBody?.required).toBe(false)
})

test('the document says who may call what', async () => {
  const { paths } = await owner.get<{ paths: Record<string, Record<string, { security: object[] }>> }>(
    '/api/openapi.json',
  )
  expect(paths['/health']?.get?.security).toEqual([])
  expect(paths['/api/keys']?.get?.security).toEqual([{ signIn: [] }])
  expect(paths['/api/conversations']?.get).toMatchObject({ description: 'Needs the scope read.' })
  expect(paths['/api/conversations/{conversation}']?.delete).toMatchObject({
    security: [{ apiKey: [] }, { signIn: [] }],
    description: 'Needs the scope admin where a key calls.',
  })
  expect(paths['/api/rebuilds']?.post).toMatchObject({
    security: [{ apiKey: [] }, { signIn: [] }],
    description: 'Needs the scope admin.',
    responses: { 401: { description: 'sign_in_required, invalid_credential' } },
  })
})

test.each(Object.entries(api))('%s is answered by its own route', async (_, { method, path }) => {
  scriptedModel()
  const address = path.replace(/:path\{[^}]*\}/, 'a.txt').replace(/:(\w+)/g, 'none')
  const response = await owner.fetch(address, {
    method: method.toUpperCase(),
    headers: { 'content-type': 'application/json' },
  })
  const text = await response.text()
  expect(text).not.toContain('There is nothing at this address')
  expect(response.status).not.toBe(405)
})
