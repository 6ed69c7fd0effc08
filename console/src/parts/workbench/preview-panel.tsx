import { useState } from 'preact/hooks'
import type { Site } from '../../state/deployments'
import { formatTime } from '../../text/numbers'
import { text } from '../../text/text'
import { IconButton } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { Icon } from '../../ui/icon'
import { Notice } from '../../ui/notice'
import type { Opened } from '../talk-header'
import { newestTurnId } from './newest-turn'
import { SiteHosts } from './site-hosts'
import { TurnWaterfall } from './waterfall'

/** The newest site in a frame that shares nothing with this page, and what the turn took. */
export function PreviewPanel({ opened }: { opened: Opened }) {
  const site = opened.deployments.shown.value
  const turnId = newestTurnId(opened)
  return (
    <div class="preview-panel">
      {site ? (
        <SiteFrame key={site.id} opened={opened} site={site} />
      ) : (
        <Notice icon="globe" title={text.value.noSiteTitle}>
          <p>{text.value.noSiteLine}</p>
        </Notice>
      )}
      {turnId !== undefined && <TurnWaterfall opened={opened} turnId={turnId} title={text.value.thisTurn} />}
    </div>
  )
}

function SiteFrame({ opened, site }: { opened: Opened; site: Site }) {
  const [reloads, setReloads] = useState(0)
  const [isAsking, setAsking] = useState(false)
  const url = new URL(site.url, location.origin)
  return (
    <div class="frame">
      <div class="url">
        <span class="address" title={url.href}>
          {url.host + url.pathname}
        </span>
        <SiteChoice opened={opened} site={site} />
        <IconButton icon="redo" label={text.value.reloadSite} onClick={() => setReloads(reloads + 1)} />
        <a
          class="button icon-button"
          href={url.href}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={text.value.openInTab}
          title={text.value.openInTab}
        >
          <Icon name="external" />
        </a>
        <IconButton icon="trash" label={text.value.takeOffline} onClick={() => setAsking(true)} />
      </div>
      <SiteHosts opened={opened} site={site} />
      {/* Never allow-same-origin: what an agent wrote must not reach this page, its storage or its cookies. */}
      <iframe
        key={`${reloads} ${site.openHosts?.join() ?? ''}`}
        src={url.href}
        title={text.value.siteFrame(site.title)}
        sandbox="allow-scripts allow-forms allow-popups"
      />
      {isAsking && (
        <Confirm
          title={text.value.takeOfflineTitle(site.title)}
          says={text.value.takeOfflineLine}
          verb={text.value.takeOffline}
          action={() => opened.deployments.remove(site.id)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

function SiteChoice({ opened: { deployments }, site }: { opened: Opened; site: Site }) {
  const sites = deployments.sites.value
  if (sites.length < 2) return null
  return (
    <select
      aria-label={text.value.whichSite}
      value={site.id}
      onChange={(event) => deployments.choose(event.currentTarget.value)}
    >
      {sites.map(({ id, createdAt }, at) => (
        <option key={id} value={id}>
          {at === 0 ? `${formatTime(createdAt)} · ${text.value.newestSite}` : formatTime(createdAt)}
        </option>
      ))}
    </select>
  )
}
