import { isDemo } from '../state/models'
import { hrefOf, navigate } from '../state/route'
import { text } from '../text/text'
import type { Opened } from './talk-header'

/** Before the first message: one line, and three wishes to try. */
export function Start({ opened: { composer } }: { opened: Opened }) {
  return (
    <div class="start scroll">
      <div class="column">
        <h2>{text.value.startTitle}</h2>
        <p>{text.value.startLine}</p>
        <ul class="examples">
          {text.value.examples.map((example) => (
            <li key={example}>
              <button
                type="button"
                onClick={() => {
                  composer.write(example)
                  document.querySelector('textarea')?.focus()
                }}
              >
                {example}
              </button>
            </li>
          ))}
        </ul>
        {isDemo(undefined) && (
          <p class="demo-line">
            {text.value.demoLine}{' '}
            <a
              href={hrefOf('/settings')}
              onClick={(event) => {
                event.preventDefault()
                navigate('/settings')
              }}
            >
              {text.value.connectModel}
            </a>
          </p>
        )}
      </div>
    </div>
  )
}
