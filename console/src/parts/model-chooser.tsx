import { models } from '../state/models'
import { text } from '../text/text'
import type { Opened } from './talk-header'

/** Which model answers next; nothing where there is only one. */
export function ModelChooser({ opened: { talk, conversation, composer, modelChoice } }: { opened: Opened }) {
  const isKnown = talk.id.value === undefined || conversation.value !== undefined
  if (models.value.length < 2 || !isKnown) return null
  return (
    <select
      class="model-chooser"
      aria-label={text.value.model}
      value={modelChoice.chosen.value?.id}
      onChange={(event) => {
        const model = models.peek()[event.currentTarget.selectedIndex]
        if (model) void composer.attempt(() => modelChoice.choose(model.id))
      }}
    >
      {models.value.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  )
}
