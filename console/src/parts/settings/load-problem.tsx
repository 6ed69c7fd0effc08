import { sentenceFor, text } from '../../text/text'
import { Button } from '../../ui/button'

/** Why a part of the settings could not be read, and a way to read it again. Nothing while there is no problem. */
export function LoadProblem({ model }: { model: { problem: { value: unknown }; load(): Promise<unknown> } }) {
  if (model.problem.value === undefined) return null
  return (
    <p class="problem" role="alert">
      {sentenceFor(model.problem.value)}{' '}
      <Button kind="outline" onClick={() => void model.load()}>
        {text.value.tryAgain}
      </Button>
    </p>
  )
}
