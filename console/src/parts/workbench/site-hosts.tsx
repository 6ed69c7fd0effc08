import { useState } from 'preact/hooks'
import type { Site } from '../../state/deployments'
import { sentenceFor, text } from '../../text/text'
import type { Opened } from '../talk-header'

/** Other hosts that a site's files name, each closed until the person opens it to the site's pages. */
export function SiteHosts({ opened: { deployments }, site }: { opened: Opened; site: Site }) {
  const [problem, setProblem] = useState<unknown>(undefined)
  const [isSaving, setSaving] = useState(false)
  const open = site.openHosts ?? []
  const hosts = [...new Set([...open, ...(site.outsideHosts ?? [])])].sort()
  if (hosts.length === 0) return null
  const change = async (host: string, isOpen: boolean) => {
    setSaving(true)
    setProblem(undefined)
    const wanted = isOpen ? [...open, host] : open.filter((each) => each !== host)
    await deployments.open(site.id, wanted).catch(setProblem)
    setSaving(false)
  }
  return (
    <details class="site-hosts">
      <summary>{text.value.approvals.closedHosts(hosts.length)}</summary>
      <p>{text.value.approvals.closedHostsLine}</p>
      {hosts.map((host) => (
        <label key={host} class="switch">
          <input
            type="checkbox"
            checked={open.includes(host)}
            disabled={isSaving}
            aria-label={text.value.approvals.openHost(host)}
            onChange={(event) => void change(host, event.currentTarget.checked)}
          />
          {host}
        </label>
      ))}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {sentenceFor(problem)}
        </p>
      )}
    </details>
  )
}
