import { useEffect, useState } from 'preact/hooks'
import { text } from '../text/text'
import { IconButton } from './button'

const SHOWN_MS = 1600

/** Copies, and says whether it did: over plain http browsers let no page write to the clipboard. */
export function CopyButton({ content, label }: { content: () => string; label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'notCopied' | undefined>(undefined)
  useEffect(() => {
    if (outcome !== 'copied') return
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(content())
      setOutcome('copied')
    } catch {
      setOutcome('notCopied')
    }
  }
  const icon = outcome === 'copied' ? 'check' : outcome === 'notCopied' ? 'alert' : 'copy'
  return <IconButton icon={icon} label={outcome ? text.value[outcome] : label} onClick={() => void copy()} />
}
