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
