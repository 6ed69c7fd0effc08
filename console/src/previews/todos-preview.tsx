import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewContext, PreviewOf } from './kinds'
import { PreviewHead } from './preview-head'

export function TodosPreview({ preview, ...context }: PreviewContext & { preview: PreviewOf<'todos'> }) {
  const { items } = preview
  const done = items.filter(({ status }) => status === 'completed').length
  return (
    <>
      <PreviewHead preview={preview} context={context}>
        {text.value.todosDone(done, items.length)}
      </PreviewHead>
      <ul class={`todos in-${context.place}`}>
        {items.map((item) => (
          <li key={item.id} class={`todo ${item.status}`}>
            <span class="todo-mark" role="img" aria-label={text.value.todoStatus[item.status]}>
              {item.status === 'completed' && <Icon name="check" size={12} />}
            </span>
            <span>{item.content}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
