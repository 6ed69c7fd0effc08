import { AppError, notFound } from '../errors'
import { isHostName } from '../publish/content-policy'
import { changeManifest } from '../publish/manifest'
import type { Deployment } from '../wire/deployments'
import type { Store } from './store'

/** Lets the pages of a site reach these hosts and no others. The manifest decides, so it comes first. Throws bad_request, not_found. */
export async function openDeployment(
  bucket: R2Bucket,
  store: Store,
  { id, hosts }: { id: string; hosts: readonly string[] },
): Promise<Deployment> {
  const { slug } = store.deployments.get(id)
  const openHosts = [...new Set(hosts.map((host) => host.trim().toLowerCase()))].sort()
  const odd = openHosts.find((host) => !isHostName(host))
  if (odd !== undefined) {
    throw new AppError(
      'bad_request',
      `openHosts: "${odd}" is no host. Write it like images.example.com, without https://.`,
    )
  }
  if (!(await changeManifest(bucket, slug, { openHosts }))) throw notFound('deployment')
  store.commit(() => {
    store.deployments.open(id, openHosts)
    store.log.append({ type: 'deployment.changed', deploymentId: id, openHosts })
    store.outbox.add('deployment', id)
  })
  return store.deployments.get(id)
}
