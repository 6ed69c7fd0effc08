import { text } from '../text/text'
import { AnsiText } from './ansi-text'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'
import { PreviewText } from './preview-text'

/** A command as a terminal shows it: what was typed, then what came. */
export function TerminalPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'terminal'> }) {
  const { command, exitCode, cut } = preview
  return (
    <>
      <PreviewHead preview={preview} context={context}>
        {exitCode !== null && exitCode !== 0 && <span class="preview-failed">{text.value.exitCode(exitCode)}</span>}
      </PreviewHead>
      <PreviewText isGrowing={context.isGrowing || exitCode === null} cut={cut} place={context.place}>
        <span class="terminal-command">{`${command}\n`}</span>
        <AnsiText text={preview.text} />
      </PreviewText>
    </>
  )
}
