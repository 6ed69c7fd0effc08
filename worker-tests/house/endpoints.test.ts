import { expect, test } from 'vitest'
import { app } from '../../src/app'
import { api } from '../../src/wire/api'
import { client } from '../support/client'

const mounted = new Set(app.routes.map(({ method, path }) => `${method} ${path}`))

test.each(Object.entries(api))('%s is mounted', (_, { method, path }) => {
  expect(mounted, `Mount it in src/routes and in src/app.ts.`).toContain(`${method.toUpperCase()} ${path}`)
})

test('the OpenAPI document holds every endpoint under its own name', async () => {
  const document = await client().get<{
    openapi: string
    paths: Record<string, Record<string, { operationId: string }>>
  }>('/api/openapi.json')
  const documented = Object.values(document.paths).flatMap((item) =>
    Object.values(item).map((each) => each.operationId),
  )
  expect(document.openapi).toMatch(/^3\.1/)
  expect(documented.sort()).toEqual(Object.keys(api).sort())
})

test('every route that is mounted under /api is declared in src/wire', () => {
  const declared = new Set(Object.values(api).map(({ method, path }) => `${method.toUpperCase()} ${path}`))
  const undeclared = [...mounted].filter(
    (route) => / \/api\//.test(route) && !route.startsWith('ALL ') && !declared.has(route),
  )
  expect(undeclared).toEqual([])
})
