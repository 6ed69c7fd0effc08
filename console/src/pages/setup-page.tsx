import { loadModels } from '../state/models'
import { text } from '../text/text'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'

/** The server answers nothing until its operator has set it up; it says itself how. */
export function SetupPage({ sentence }: { sentence: string }) {
  return (
    <main id="talk" class="main setup" tabIndex={-1}>
      <Notice icon="alert" title={text.value.setupTitle}>
        <p>{sentence}</p>
        <p>{text.value.setupNext}</p>
        <Button kind="outline" onClick={() => void loadModels()}>
          {text.value.tryAgain}
        </Button>
      </Notice>
    </main>
  )
}
