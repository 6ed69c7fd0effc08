import { Hono } from 'hono'
import { notFound } from '../errors'
import { readAttachment } from '../wire/attachments'
import type { HonoEnv } from './context'
import { fileResponse, satisfiableRange } from './file-response'
import { parse } from './mount'
import { sessionsOf } from './sessions'
import { thumbnailOf } from './thumbnail'

/** What calls showed. The bytes flow from R2 to the caller, past the session. */
export const attachments = new Hono<HonoEnv>()

attachments.get(readAttachment.path, async (c) => {
  const { conversation, attachment } = parse(readAttachment.params, c.req.param())
  const { width, download } = parse(readAttachment.query, c.req.query())
  const whole = await sessionsOf(c.env).of(conversation).locateAttachment(c.var.caller, attachment)
  if (!whole) throw notFound('attachment')
  const small = width && (await thumbnailOf(c.env, conversation, whole, Number(width)))
  const located = small || whole
  const range = satisfiableRange(c, located.entry)
  const wanted = { located, range, bucket: c.env.BLOBS, asDownload: download === '1', isImmutable: true }
  return fileResponse(c.req.raw, wanted)
})
