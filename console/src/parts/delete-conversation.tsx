import { useEffect, useMemo, useState } from 'preact/hooks'
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
  const counting = useMemo(() => new AbortController(), [])
  useEffect(() => {
    const { id } = conversation
    call(listFiles, { params: { conversation: id } }, counting.signal).then(
      (list) => setFiles(list.files.length),
      () => undefined,
    )
    call(listDeployments, { query: { conversation: id } }, counting.signal).then(
      (page) => setSites(page.deployments.length),
      () => undefined,
    )
    return () => counting.abort()
  }, [])
  const remove = async () => {
    const isHere = route.value.page === 'talk' && route.value.conversation === conversation.id
    // Nobody should ask for what is going.
    counting.abort()
    const release = isHere ? opened.peek().hold() : undefined
    try {
      await deleteConversation(conversation.id)
      if (isHere) startNew()
    } finally {
      release?.()
    }
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
