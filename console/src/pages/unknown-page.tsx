import { startNew } from '../state/opened'
import { text } from '../text/text'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'

export function UnknownPage() {
  return (
    <main id="talk" class="main" tabIndex={-1}>
      <Notice icon="alert" title={text.value.notFoundTitle}>
        <p>{text.value.notFoundLine}</p>
        <Button kind="outline" onClick={startNew}>
          {text.value.backToStart}
        </Button>
      </Notice>
    </main>
  )
}
