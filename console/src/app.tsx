import { useEffect } from 'preact/hooks'
import { SettingsPage } from './pages/settings-page'
import { SetupPage } from './pages/setup-page'
import { SignInPage } from './pages/sign-in-page'
import { TalkPage } from './pages/talk-page'
import { UnknownPage } from './pages/unknown-page'
import { ConversationList } from './parts/conversation-list'
import { isNarrow, isWide, listSheetOpen } from './state/layout'
import { setupSentence } from './state/models'
import { opened, startNew } from './state/opened'
import { route } from './state/route'
import { listShown, workbenchWidth } from './state/settings'
import { isSignedOut } from './state/sign-in'
import { text } from './text/text'
import { Modal } from './ui/dialog'

/** The three places: conversations, the talk, the workbench. */
export function App() {
  useEffect(() => {
    addEventListener('keydown', onShortcut)
    return () => removeEventListener('keydown', onShortcut)
  }, [])
  if (setupSentence.value !== undefined) return <SetupPage sentence={setupSentence.value} />
  if (isSignedOut.value) return <SignInPage />
  const hasList = !isNarrow.value && listShown.value === 'yes'
  const hasWorkbench = isWide.value && route.value.page !== 'settings' && opened.value.workbench.isOpen.value
  const closeSheet = () => {
    listSheetOpen.value = false
  }
  return (
    <div
      class={['app', hasList && 'with-list', hasWorkbench && 'with-workbench'].filter(Boolean).join(' ')}
      style={{ '--workbench': `${workbenchWidth.value}vw` }}
    >
      <button type="button" class="skip" onClick={() => document.getElementById('talk')?.focus()}>
        {text.value.skipToTalk}
      </button>
      {hasList && <ConversationList />}
      {isNarrow.value && listSheetOpen.value && (
        <Modal label={text.value.conversations} kind="sheet-left" onClose={closeSheet}>
          <ConversationList />
        </Modal>
      )}
      <Page />
    </div>
  )
}

function Page() {
  switch (route.value.page) {
    case 'new':
    case 'talk':
      return <TalkPage />
    case 'settings':
      return <SettingsPage />
    default:
      return <UnknownPage />
  }
}

function onShortcut(event: KeyboardEvent) {
  if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return
  event.preventDefault()
  listSheetOpen.value = false
  startNew()
}
