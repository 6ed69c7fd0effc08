import { useMemo, useState } from 'preact/hooks'
import { listedName } from '../../previews/name'
import { PreviewView } from '../../previews/preview'
import { SealedFrame } from '../../previews/sealed-frame'
import type { Site } from '../../state/deployments'
import { keyOf, type Showable } from '../../state/showcase'
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

/**
 * What the person chose to see; else the newest site, in a frame that shares nothing with this page; else the newest chart,
 * table or picture, or whatever there is. And what the turn took.
 */
export function PreviewPanel({ opened }: { opened: Opened }) {
  const { showcase, deployments } = opened
  const site = showcase.chosen.value ? undefined : deployments.shown.value
  const item = site ? undefined : showcase.shown.value
  const turnId = newestTurnId(opened)
  return (
    <div class="preview-panel">
      <Picker opened={opened} shown={item?.key ?? SITE} />
      {site && <SiteFrame key={site.id} opened={opened} site={site} />}
      {item && <PanelPreview key={item.key} opened={opened} item={item} />}
      {!site && !item && (
        <Notice icon="panel" title={text.value.previews.nothingTitle}>
          <p>{text.value.previews.nothingLine}</p>
        </Notice>
      )}
      {turnId !== undefined && <TurnWaterfall opened={opened} turnId={turnId} title={text.value.thisTurn} />}
    </div>
  )
}

function PanelPreview({ opened, item }: { opened: Opened; item: Showable }) {
  const conversation = opened.talk.id.value
  const { key, preview } = item
  return useMemo(
    () => (
      <div class="frame">
        <PreviewView
          preview={preview}
          conversation={conversation}
          isGrowing={false}
          place="panel"
          onShow={(where, output) => opened.show(output === undefined ? key : keyOf(key, output), where)}
        />
      </div>
    ),
    [key, preview, conversation],
  )
}

/** Of the site, among the keys of previews. */
const SITE = ''

/** Everything that may be seen here, the newest first. */
function Picker({ opened: { showcase, deployments }, shown }: { opened: Opened; shown: string }) {
  const site = deployments.shown.value
  const offered = showcase.offered.value
  if (offered.length + (site ? 1 : 0) < 2) return null
  return (
    <select
      class="picker"
      aria-label={text.value.previews.which}
      value={shown}
      onChange={({ currentTarget: { value } }) => showcase.choose(value === SITE ? undefined : value)}
    >
      {site && <option value={SITE}>{`${text.value.previews.kinds.site} · ${site.title}`}</option>}
      {offered.map(({ key, preview }) => (
        <option key={key} value={key}>
          {listedName(preview)}
        </option>
      ))}
    </select>
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
      <SealedFrame
        key={`${reloads} ${site.openHosts?.join() ?? ''}`}
        url={url.href}
        title={text.value.siteFrame(site.title)}
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
