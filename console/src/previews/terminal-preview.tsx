import { text } from '../text/text'
import { CopyButton } from '../ui/copy-button'
import { colouredPieces, plainText } from './ansi'
import type { PreviewOf } from './kinds'
import { PreviewText } from './preview-text'

/** A command as a terminal shows it: what was typed, then what came. */
export function TerminalPreview({ preview, isGrowing }: { preview: PreviewOf<'terminal'>; isGrowing: boolean }) {
  const { command, title, exitCode, cut } = preview
  return (
    <>
      <div class="preview-head">
        <span>{title}</span>
        <span class="terminal-end">
          {exitCode !== null && exitCode !== 0 && <span class="terminal-failed">{text.value.exitCode(exitCode)}</span>}
          <CopyButton content={() => plainText(preview.text)} label={text.value.copyOutput} />
        </span>
      </div>
      <PreviewText isGrowing={isGrowing || exitCode === null} cut={cut}>
        <span class="terminal-command">{`${command}\n`}</span>
        {colouredPieces(preview.text).map(({ text, classes }, at) => (
          <span key={at} class={classes}>
            {text}
          </span>
        ))}
      </PreviewText>
    </>
  )
}
