import { useEffect, useState } from 'preact/hooks'
import type { Conversation } from '../../../src/wire/conversations'
import { listDeployments } from '../../../src/wire/deployments'
import { listFiles } from '../../../src/wire/files'
import { call } from '../api'
import { deleteConversation } from '../state/conversations'
import { opened, startNew } from '../state/opened'
import { route } from '../state/route'
import { text } from '../text/text'
import { Confirm } from '../ui/dialog'

/** Says what will go, counted where the server tells in time, then deletes. */
export function DeleteConversation({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const [files, setFiles] = useState<number | null>(null)
  const [sites, setSites] = useState<number | null>(null)
  useEffect(() => {
    const { id } = conversation
    call(listFiles, { params: { conversation: id } }).then(
      (list) => setFiles(list.files.length),
      () => undefined,
    )
    call(listDeployments, { query: { conversation: id } }).then(
      (page) => setSites(page.deployments.length),
      () => undefined,
    )
  }, [])
  const remove = async () => {
    const isHere = route.value.page === 'talk' && route.value.conversation === conversation.id
    // The server lets go of watchers before it has deleted everything: nobody should ask for what is going.
    const release = isHere ? opened.peek().talk.hold() : undefined
    await deleteConversation(conversation.id).finally(release)
    if (isHere) startNew()
  }
  return (
    <Confirm
      title={text.value.deleteTitle(conversation.title || text.value.untitled)}
      says={text.value.deleteSays(files, sites)}
      verb={text.value.remove}
      action={remove}
      onClose={onClose}
    />
  )
}
