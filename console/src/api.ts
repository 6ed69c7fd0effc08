import type * as z from 'zod/mini'
import { readAttachment, type THUMBNAIL_WIDTHS } from '../../src/wire/attachments'
import type { Endpoint } from '../../src/wire/endpoint'
import { ErrorBody } from '../../src/wire/errors'
import { watchEvents } from '../../src/wire/events'
import { type FileEntry, putFile, readFile } from '../../src/wire/files'
import type { Cursor } from '../../src/wire/ids'
import { readRemoteImage as remoteImage } from '../../src/wire/remote-images'

/** Why a request did not do what it was asked: a stable code, and a sentence that says what to do next. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'

  constructor(
    /** The server's code, or `unreachable`, `timeout`, `bad_reply`, `cancelled` where no answer of ours came. */
    readonly code: string,
    message: string,
    readonly status = 0,
  ) {
    super(message)
  }
}

/** What is asked for is not there, or not for this person. */
export function isMissing(problem: unknown): boolean {
  return problem instanceof ApiProblem && problem.code === 'not_found'
}

/** What the server says to whoever is not signed in, or no longer. */
const REFUSALS = ['sign_in_required', 'invalid_credential']
let hearRefusal: () => void = () => undefined

/** Calls back at every answer that wants a sign-in. */
export function whenRefused(hear: () => void): void {
  hearRefusal = hear
}

type Required<K extends string, S> = S extends z.ZodMiniType ? { [P in K]: z.input<S> } : unknown
type Optional<K extends string, S> = S extends z.ZodMiniType ? { [P in K]?: z.input<S> } : unknown
type BodyOf<S> = S extends z.ZodMiniType
  ? undefined extends z.input<S>
    ? Optional<'body', S>
    : Required<'body', S>
  : unknown
type Sendable = { params?: unknown; query?: unknown; body?: unknown }
export type CallInput<E extends Endpoint> = Sendable &
  Required<'params', E['params']> &
  Optional<'query', E['query']> &
  BodyOf<E['body']>

const REPLY_TIMEOUT_MS = 30_000

/** The account that `?client_id=` in the page's address names; undefined where the cookie or the default decides. */
export const clientId = new URLSearchParams(location.search).get('client_id') ?? undefined

const identity: Record<string, string> = clientId ? { 'x-okc-client-id': clientId } : {}

/** Calls a declared endpoint. Throws ApiProblem for every answer that is no success, AbortError where the caller gave up. */
export async function call<const E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  givenUp?: AbortSignal,
): Promise<z.output<E['reply']>> {
  const { params, query, body }: Sendable = input
  const response = await reach(urlOf(endpoint.path, asRecord(params), asRecord(query)), {
    method: endpoint.method.toUpperCase(),
    headers: body === undefined ? identity : { ...identity, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.any([AbortSignal.timeout(REPLY_TIMEOUT_MS), ...(givenUp ? [givenUp] : [])]),
  })
  if (!response.ok) throw await problemOf(response)
  // The reply comes from the Worker that served this page and may know more types than we do, so it is not parsed strictly.
  return (await jsonOf(response)) as z.output<E['reply']>
}

/** Opens a conversation's event stream just after a cursor. */
export async function openEvents(conversation: string, after: Cursor, signal: AbortSignal): Promise<Response> {
  const response = await reach(urlOf(watchEvents.path, { conversation }, { after }), {
    headers: { ...identity, accept: 'text/event-stream' },
    cache: 'no-store',
    signal,
  })
  if (!response.ok) throw await problemOf(response)
  return response
}

/** The text of a workspace file; for looking inside, not for download. */
export async function readText(conversation: string, path: string): Promise<string> {
  const response = await reach(urlOf(readFile.path, { conversation, path }), { headers: identity })
  if (!response.ok) throw await problemOf(response)
  return await response.text()
}

/** An image on another host, by way of the Worker. */
export async function readRemoteImage(url: string): Promise<Blob> {
  const response = await reach(urlOf(remoteImage.path, {}, { url }), { headers: identity })
  if (!response.ok) throw await problemOf(response)
  return await response.blob()
}

/** Where a file's bytes are, for links and images. */
export function fileUrl(conversation: string, path: string, query: Record<string, string> = {}): string {
  return urlOf(readFile.path, { conversation, path }, clientId ? { ...query, client_id: clientId } : query)
}

type AttachmentQuery = {
  /** Of a smaller picture, in pixels. */
  width?: (typeof THUMBNAIL_WIDTHS)[number]
  download?: '1'
}

/** Where the bytes are that a call kept to show. */
export function attachmentUrl(conversation: string, attachment: string, query: AttachmentQuery = {}): string {
  return urlOf(readAttachment.path, { conversation, attachment }, clientId ? { ...query, client_id: clientId } : query)
}

export interface Upload {
  conversation: string
  path: string
  file: Blob
  onProgress: (sentBytes: number) => void
  signal: AbortSignal
}

/** Sends one file as a raw body. XMLHttpRequest, because fetch tells nothing of how much was sent. */
export function upload({ conversation, path, file, onProgress, signal }: Upload): Promise<FileEntry> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(putFile.method.toUpperCase(), urlOf(putFile.path, { conversation, path }))
    request.setRequestHeader('content-type', 'application/octet-stream')
    for (const [name, value] of Object.entries(identity)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(cancelled())
    request.onload = () => {
      if (request.status >= 400) return reject(problemIn(request.responseText, request.status))
      try {
        resolve(JSON.parse(request.responseText))
      } catch {
        reject(badReply(request.status))
      }
    }
    if (signal.aborted) return reject(cancelled())
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (isAbort(error)) throw error
    if (error instanceof DOMException && error.name === 'TimeoutError') throw tooSlow()
    throw unreachable()
  }
}

function cancelled(): ApiProblem {
  return new ApiProblem('cancelled', 'The upload was cancelled.')
}

function unreachable(): ApiProblem {
  return new ApiProblem('unreachable', 'The server cannot be reached. Check the connection, then try again.')
}

function tooSlow(): ApiProblem {
  return new ApiProblem('timeout', 'The server did not answer within 30 seconds. Try again.')
}

function badReply(status: number): ApiProblem {
  return new ApiProblem(
    'bad_reply',
    `The server's answer (${status}) could not be read. Reload the page, then try again.`,
    status,
  )
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch((error: unknown) => {
    if (isAbort(error)) throw error
    return ''
  })
  return problemIn(text, response.status)
}

function problemIn(text: string, status: number): ApiProblem {
  try {
    const { error } = ErrorBody.parse(JSON.parse(text))
    if (REFUSALS.includes(error.code)) hearRefusal()
    return new ApiProblem(error.code, error.message, status)
  } catch {
    return badReply(status)
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    throw isAbort(error) ? error : badReply(response.status)
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Fills `:name` and `:name{pattern}`; a path keeps its slashes. */
function urlOf(pattern: string, params: Record<string, unknown>, query: Record<string, unknown> = {}): string {
  const path = pattern.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) =>
    String(params[name]).split('/').map(encodeURIComponent).join('/'),
  )
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return given.length > 0 ? `${path}?${search}` : path
}
