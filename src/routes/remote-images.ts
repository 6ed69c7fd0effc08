import { Hono } from 'hono'
import { createEgress } from '../egress/egress'
import { readConfig } from '../env'
import { AppError } from '../errors'
import { readRemoteImage } from '../wire/remote-images'
import type { HonoEnv } from './context'
import { parse } from './mount'

const IMAGE_MAX_BYTES = 10_000_000

/** Pictures made of dots: an SVG is a document, with links and styles of its own. */
const IMAGE = /^image\/(?:png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)$/

export const remoteImages = new Hono<HonoEnv>()

/** So that the console's own policy stays closed, and the other host learns no visitor's address. */
remoteImages.get(readRemoteImage.path, async (c) => {
  const { url } = parse(readRemoteImage.query, c.req.query())
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') {
    throw new AppError('forbidden_origin', 'Only the console may ask for images here. Open the console itself.')
  }
  const egress = createEgress({ config: readConfig(c.env), env: c.env })
  const ownHosts = [new URL(c.req.url).hostname]
  const response = await egress.fetch(url, { maxBytes: IMAGE_MAX_BYTES, signal: c.req.raw.signal }, { ownHosts })
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (response.ok && IMAGE.test(type)) {
    return new Response(response.body, { headers: { 'Content-Type': type, 'Cache-Control': 'private, max-age=300' } })
  }
  await response.body?.cancel()
  const what = response.ok ? `answered ${type || 'something'} instead of a picture` : `answered ${response.status}`
  throw new AppError('unsupported_media_type', `${new URL(url).host} ${what}. Open the link to see what is there.`)
})
