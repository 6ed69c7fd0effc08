import { text } from '../../text/text'
import { CopyButton } from '../../ui/copy-button'
import { Highlighted } from './highlighted'

/** A fenced block: its language, its text, and a way to copy it. */
export function CodeBlock({ code, language, isOpen }: { code: string; language: string | undefined; isOpen: boolean }) {
  const name = language?.trim().split(/\s+/)[0] ?? ''
  return (
    <div class="code-block">
      <div class={name === '' ? 'code-head bare' : 'code-head'}>
        <span>{name}</span>
        <CopyButton content={() => code} label={text.value.copy} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <Highlighted code={code} language={isOpen ? '' : name} />
      </pre>
    </div>
  )
}
