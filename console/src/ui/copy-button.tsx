import { useEffect, useState } from 'preact/hooks'
import { text } from '../text/text'
import { IconButton } from './button'

const SHOWN_MS = 1600

export function CopyButton({ content, label }: { content: () => string; label: string }) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    await navigator.clipboard.writeText(content())
    setCopied(true)
  }
  return (
    <IconButton
      icon={isCopied ? 'check' : 'copy'}
      label={isCopied ? text.value.copied : label}
      onClick={() => void copy()}
    />
  )
}
