import { text } from '../text/text'
import { Icon } from '../ui/icon'
import type { PreviewOf } from './kinds'

export function TodosPreview({ preview }: { preview: PreviewOf<'todos'> }) {
  return (
    <ul class="todos">
      {preview.items.map((item) => (
        <li key={item.id} class={`todo ${item.status}`}>
          <span class="todo-mark" role="img" aria-label={text.value.todoStatus[item.status]}>
            {item.status === 'completed' && <Icon name="check" size={12} />}
          </span>
          <span>{item.content}</span>
        </li>
      ))}
    </ul>
  )
}
