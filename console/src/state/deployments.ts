import { computed, createModel, signal } from '@preact/signals'
import { type Deployment, deleteDeployment, listDeployments, openDeployment } from '../../../src/wire/deployments'
import { call } from '../api'

/** A site to look at: what the frame needs, known from the event before the list has it. */
export type Site = Pick<Deployment, 'id' | 'url' | 'title' | 'createdAt'> & {
  outsideHosts?: string[] | undefined
  openHosts?: string[] | undefined
}

/** The published sites of one conversation, newest first. */
export const Deployments = createModel((conversation: () => string | undefined) => {
  const sites = signal<Site[]>([])
  const problem = signal<unknown>(undefined)
  const chosenId = signal<string | undefined>(undefined)
  const shown = computed(() => sites.value.find(({ id }) => id === chosenId.value) ?? sites.value[0])

  async function load() {
    const id = conversation()
    if (id === undefined) return
    try {
      const page = await call(listDeployments, { query: { conversation: id } })
      // The list follows the session by moments: what an event told meanwhile stays.
      const told = sites.peek().filter((site) => !page.deployments.some((listed) => listed.id === site.id))
      const newest = page.deployments[0]?.createdAt ?? 0
      sites.value = [...told.filter((site) => site.createdAt > newest), ...page.deployments]
      problem.value = undefined
    } catch (error) {
      problem.value = error
    }
  }

  function add({ id, url, title, createdAt, outsideHosts, openHosts }: Site) {
    const site: Site = { id, url, title, createdAt, outsideHosts, openHosts }
    if (sites.peek().some((known) => known.id === id)) return
    sites.value = [site, ...sites.peek()]
    chosenId.value = undefined
  }

  function drop(id: string) {
    sites.value = sites.peek().filter((site) => site.id !== id)
  }

  async function remove(id: string) {
    await call(deleteDeployment, { params: { deployment: id } })
    drop(id)
  }

  /** Lets the site's pages reach these hosts and no others. */
  async function open(id: string, hosts: string[]) {
    const { openHosts } = await call(openDeployment, { params: { deployment: id }, body: { openHosts: hosts } })
    learn(id, openHosts)
  }

  function learn(id: string, openHosts: string[]) {
    sites.value = sites.peek().map((site) => (site.id === id ? { ...site, openHosts } : site))
  }

  function choose(id: string) {
    chosenId.value = id
  }

  return { sites, problem, shown, load, add, drop, remove, open, learn, choose }
})
