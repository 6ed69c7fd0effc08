import { notFound } from '../errors'
import { siteUrl } from '../publish/site-url'
import type { Deployment } from '../wire/deployments'

type DeploymentRow = {
  id: string
  slug: string
  title: string
  folder: string
  files: number
  size_bytes: number
  created_at: number
  turn_id: string
  /** As JSON. */
  outside_hosts: string
  open_hosts: string
}

export type NewDeployment = Omit<Deployment, 'conversationId' | 'url'> & { turnId: string }

/** A call publishes one site, under an id of its own. */
export function deploymentIdOf(invocationId: string): string {
  return `dep_${invocationId}`
}

/** The sites that this conversation put online. */
export class Deployments {
  constructor(
    private readonly sql: SqlStorage,
    private readonly conversationId: string,
    private readonly sitesHost: string | undefined,
  ) {}

  add({ id, slug, title, folder, files, sizeBytes, createdAt, turnId, ...hosts }: NewDeployment): void {
    this.sql.exec(
      `INSERT OR REPLACE INTO deployments
       (id, slug, title, folder, files, size_bytes, created_at, turn_id, outside_hosts, open_hosts)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      slug,
      title,
      folder,
      files,
      sizeBytes,
      createdAt,
      turnId,
      JSON.stringify(hosts.outsideHosts),
      JSON.stringify(hosts.openHosts),
    )
  }

  find(id: string): Deployment | undefined {
    return this.#rows('WHERE id = ?', id)[0]
  }

  get(id: string): Deployment {
    const deployment = this.find(id)
    if (!deployment) throw notFound('deployment')
    return deployment
  }

  list(): Deployment[] {
    return this.#rows('ORDER BY created_at')
  }

  ofTurn(turnId: string): Deployment[] {
    return this.#rows('WHERE turn_id = ? ORDER BY created_at', turnId)
  }

  open(id: string, openHosts: readonly string[]): void {
    this.sql.exec('UPDATE deployments SET open_hosts = ? WHERE id = ?', JSON.stringify(openHosts), id)
  }

  /** Hosts that the person opened to any site of this conversation: the next version of a site may need them too. */
  openHosts(): string[] {
    return this.list().flatMap(({ openHosts }) => openHosts)
  }

  remove(id: string): void {
    this.sql.exec('DELETE FROM deployments WHERE id = ?', id)
  }

  #rows(condition: string, ...bindings: string[]): Deployment[] {
    return this.sql
      .exec<DeploymentRow>(`SELECT * FROM deployments ${condition}`, ...bindings)
      .toArray()
      .map((row) => ({
        id: row.id,
        conversationId: this.conversationId,
        slug: row.slug,
        title: row.title,
        url: siteUrl(row.slug, this.sitesHost),
        folder: row.folder,
        files: row.files,
        sizeBytes: row.size_bytes,
        createdAt: row.created_at,
        outsideHosts: JSON.parse(row.outside_hosts),
        openHosts: JSON.parse(row.open_hosts),
      }))
  }
}
