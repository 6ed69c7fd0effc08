import * as z from 'zod/mini'
import { plainEndpoint } from './endpoint'

/** Asked for by a click alone. */
export const readRemoteImage = plainEndpoint({
  method: 'get',
  path: '/api/remote-images',
  summary: 'An image on another host, fetched by the Worker, for the console to show after a click',
  scope: 'person',
  query: z.object({ url: z.string().check(z.maxLength(4000)) }),
  produces: 'image/*',
  errors: ['bad_request', 'forbidden_origin', 'unsupported_media_type', 'egress_refused', 'egress_failed'],
})
