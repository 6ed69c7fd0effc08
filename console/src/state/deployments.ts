import { computed, createModel, signal } from '@preact/signals'
import { type Deployment, deleteDeployment, listDeployments } from '../../../src/wire/deployments'
import { call } from '../api'

/** A site to look at: what the frame needs, known from the event before the list has it. */
export type Site = Pick<Deployment, 'id' | 'url' | 'title' | 'createdAt'>

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

  function add(site: Site) {
    if (sites.peek().some(({ id }) => id === site.id)) return
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

  function choose(id: string) {
    chosenId.value = id
  }

  return { sites, problem, shown, load, add, drop, remove, choose }
})
