import { expect } from 'vitest'
import type { ErrorBody } from '../../src/wire/errors'
import type { Client } from './client'

export interface Refusal {
  status: number
  code: string
  message: string
}

/** Sends a body exactly as it is written, as JSON unless told otherwise. */
export function sendRaw(
  by: Client,
  method: string,
  path: string,
  body: BodyInit,
  contentType = 'application/json',
): Promise<Response> {
  return by.fetch(path, { method, body, headers: { 'content-type': contentType } })
}

/** What a refusal says; fails the test where it is not one that helps: stable code, sentence, request id, no stack. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text()
  expect(response.status, text).toBeGreaterThanOrEqual(400)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  const { error }: ErrorBody = JSON.parse(text)
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'requestId'])
  expect(error.code).toMatch(/^[a-z_]+$/)
  expect(error.message, 'An error is a sentence with a next step.').toMatch(/^\S.{15,}[.!?]$/s)
  expect(error.requestId).toBe(response.headers.get('x-request-id'))
  expect(text).not.toMatch(/\bat \w+.*\(|\.ts:\d+|node_modules|Error:/)
  return { status: response.status, code: error.code, message: error.message }
}

/** `/api/chat` says its sentence a second time, as `detail`; without it the body is as everywhere. */
export async function withoutDetail(response: Response): Promise<Response> {
  const { error, detail } = await response.json<ErrorBody & { detail: string }>()
  expect(detail).toBe(error.message)
  return Response.json({ error }, response)
}
