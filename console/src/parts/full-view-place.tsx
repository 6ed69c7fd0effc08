import { nameOf } from '../previews/name'
import { Modal } from '../ui/dialog'
import { lazily } from '../ui/lazily'
import type { Opened } from './talk-header'

const FullView = lazily(
  () => import('./full-view').then(({ FullView }) => FullView),
  () => 0,
)

/** One preview over everything else, where one was asked for. */
export function FullViewPlace({ opened }: { opened: Opened }) {
  const { items, fullAt, closeFull } = opened.showcase
  const item = items.value[fullAt.value]
  if (!item) return null
  return (
    <Modal label={nameOf(item.preview)} kind="full" onClose={closeFull}>
      <FullView opened={opened} item={item} at={fullAt.value} all={items.value.length} />
    </Modal>
  )
}
