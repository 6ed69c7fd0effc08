import { Hono } from 'hono'
import { readConfig } from '../env'
import { notFound } from '../errors'
import { siteUrl } from '../publish/site-url'
import { findDeployment, listDeployments as listRecords } from '../records/deployments'
import { deleteDeployment, listDeployments, openDeployment } from '../wire/deployments'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const deployments = new Hono<HonoEnv>()

mount(deployments, listDeployments, async ({ query, caller, env }) => {
  const { sitesHost } = readConfig(env)
  const page = await listRecords(env.DB, { account: caller.account, ...query })
  const withUrls = page.deployments.map((deployment) => ({ ...deployment, url: siteUrl(deployment.slug, sitesHost) }))
  return { deployments: withUrls, cursor: page.cursor }
})

mount(deployments, openDeployment, async ({ params, body, caller, sessions, env }) => {
  const deployment = await findDeployment(env.DB, caller.account, params.deployment)
  if (!deployment) throw notFound('deployment')
  return sessions.of(deployment.conversationId).openDeployment(caller, deployment.id, body.openHosts)
})

/** D1 tells whose conversation published it; the session is who takes it offline. */
mount(deployments, deleteDeployment, async ({ params, caller, sessions, env }) => {
  const deployment = await findDeployment(env.DB, caller.account, params.deployment)
  if (!deployment) throw notFound('deployment')
  return sessions.of(deployment.conversationId).removeDeployment(caller, deployment.id)
})
