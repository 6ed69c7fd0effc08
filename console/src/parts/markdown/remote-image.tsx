import { useEffect, useState } from 'preact/hooks'
import { readRemoteImage } from '../../api'
import { sentenceFor, text } from '../../text/text'
import { Button } from '../../ui/button'
import { SafeLink } from './safe-link-element'

/**
 * An image on another host. Asking for it tells that host that this was read, and its address may carry anything, so it
 * waits for a click; then the Worker fetches it, and this browser never speaks to the host.
 */
export function RemoteImage({ url, alt }: { url: URL; alt: string }) {
  const [state, setState] = useState<'closed' | 'loading' | { source: string }>('closed')
  const [problem, setProblem] = useState<unknown>(undefined)
  const source = typeof state === 'object' ? state.source : undefined
  useEffect(() => () => (source === undefined ? undefined : URL.revokeObjectURL(source)), [source])
  if (source !== undefined) return <img class="prose-image" src={source} alt={alt} />
  const load = async () => {
    setState('loading')
    setProblem(undefined)
    try {
      setState({ source: URL.createObjectURL(await readRemoteImage(url.href)) })
    } catch (error) {
      setProblem(error)
      setState('closed')
    }
  }
  return (
    <span class="remote-image">
      <SafeLink href={url.href}>{text.value.remoteImage(alt)}</SafeLink>
      <Button kind="outline" icon="image" title={url.href} disabled={state === 'loading'} onClick={() => void load()}>
        {state === 'loading' ? text.value.approvals.loadingImage : text.value.approvals.loadImage(url.host)}
      </Button>
      {problem !== undefined && (
        <span class="problem" role="alert">
          {sentenceFor(problem)}
        </span>
      )}
    </span>
  )
}
