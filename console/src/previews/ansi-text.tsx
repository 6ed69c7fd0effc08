import { colouredPieces } from './ansi'

/** Printed text in a terminal's colours. */
export function AnsiText({ text }: { text: string }) {
  return (
    <>
      {colouredPieces(text).map(({ text, classes }, at) => (
        <span key={at} class={classes}>
          {text}
        </span>
      ))}
    </>
  )
}
