import * as z from 'zod/mini'
import { endpoint, plainEndpoint } from './endpoint'
import { Id, Time } from './ids'

export const Deployment = z.object({
  id: Id,
  conversationId: Id,
  slug: z.string(),
  title: z.string(),
  /** `/sites/{slug}/` on a shared host, https with SITES_HOST. */
  url: z.string(),
  folder: z.string(),
  files: z.number(),
  sizeBytes: z.number(),
  createdAt: Time,
  /** Other hosts that its files name, the first OUTSIDE_HOSTS_MAX of them. */
  outsideHosts: z.array(z.string()),
  /** Other hosts that its pages may load from and send to, because the person opened them. */
  openHosts: z.array(z.string()),
})
export type Deployment = z.infer<typeof Deployment>

export const listDeployments = endpoint({
  method: 'get',
  path: '/api/deployments',
  summary: 'Published sites, newest first',
  query: z.object({
    conversation: z.optional(Id),
    cursor: z.optional(z.string().check(z.maxLength(200))),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 50),
  }),
  reply: z.object({ deployments: z.array(Deployment), cursor: z.nullable(z.string()) }),
  errors: ['bad_request', 'invalid_cursor', 'setup_required'],
})

export const OUTSIDE_HOSTS_MAX = 100
export const OPEN_HOSTS_MAX = 50

export const openDeployment = endpoint({
  method: 'patch',
  path: '/api/deployments/:deployment',
  summary: 'Say which other hosts the pages of a site may load from and send to',
  scope: 'person',
  params: z.object({ deployment: Id }),
  body: z.strictObject({ openHosts: z.array(z.string().check(z.maxLength(253))).check(z.maxLength(OPEN_HOSTS_MAX)) }),
  reply: Deployment,
  errors: ['not_found', 'bad_request'],
})

export const deleteDeployment = endpoint({
  method: 'delete',
  path: '/api/deployments/:deployment',
  summary: 'Take a site offline; its address answers 404 at once',
  params: z.object({ deployment: Id }),
  reply: z.object({ deploymentId: Id }),
  errors: ['not_found'],
})

export const readSite = plainEndpoint({
  method: 'get',
  path: '/sites/:slug/:path{.*}',
  summary: 'A file of a published site',
  scope: 'open',
  params: z.object({ slug: z.string(), path: z.string() }),
  produces: 'text/html',
  errors: ['not_found', 'range_not_satisfiable'],
})
