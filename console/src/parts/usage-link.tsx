import { hrefOf, navigate } from '../state/route'
import { text } from '../text/text'

const OF_LIMITS = ['limit_reached', 'storage_limit', 'rate_limited']

/** After a refusal by a limit: the way to what is used, and when it frees. */
export function UsageLink({ code }: { code: string }) {
  if (!OF_LIMITS.includes(code)) return null
  return (
    <a
      href={hrefOf('/settings')}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        navigate('/settings')
      }}
    >
      {text.value.seeUsage}
    </a>
  )
}
