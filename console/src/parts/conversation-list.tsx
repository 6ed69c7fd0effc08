import { useEffect } from 'preact/hooks'
import {
  hasMore,
  isSearching,
  listed,
  listProblem,
  listState,
  loadConversations,
  loadMore,
  search,
} from '../state/conversations'
import { type DayGroup, groupByDay } from '../state/day-groups'
import { isNarrow, listSheetOpen } from '../state/layout'
import { defaultModel } from '../state/models'
import { startNew } from '../state/opened'
import { hrefOf, navigate, route } from '../state/route'
import { listShown } from '../state/settings'
import { formatMonth } from '../text/numbers'
import { sentenceFor, text } from '../text/text'
import { Button, IconButton } from '../ui/button'
import { Icon } from '../ui/icon'
import { ConversationItem } from './conversation-item'

const SEARCH_AFTER_MS = 200

/** Every conversation by day, with search; a place of its own on wide screens, a sheet on narrow ones. */
export function ConversationList() {
  const fold = () => {
    if (isNarrow.value) listSheetOpen.value = false
    else listShown.value = 'no'
  }
  return (
    <nav class="list" aria-label={text.value.conversations}>
      <div class="brand">
        <span class="mark" aria-hidden="true">
          OK
        </span>
        <span class="grow">{text.value.appName}</span>
        <IconButton icon={isNarrow.value ? 'close' : 'sidebar'} label={text.value.hideList} onClick={fold} />
      </div>
      <Button
        class="new"
        onClick={() => {
          listSheetOpen.value = false
          startNew()
        }}
      >
        <span>{text.value.newConversation}</span>
        <kbd>{/Mac|iP/.test(navigator.platform) ? '⌘ K' : 'Ctrl K'}</kbd>
      </Button>
      <Search />
      <Groups />
      <Foot />
    </nav>
  )
}

function Search() {
  useEffect(() => {
    const timer = setTimeout(() => void loadConversations(), search.value === '' ? 0 : SEARCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [search.value])
  return (
    <label class="search">
      <Icon name="search" size={14} />
      <input
        type="search"
        aria-label={text.value.searchConversations}
        placeholder={text.value.search}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value
        }}
      />
    </label>
  )
}

function Groups() {
  if (listState.value === 'problem' && listed.value.length === 0) {
    return (
      <div class="list-note" role="alert">
        <p>{sentenceFor(listProblem.value)}</p>
        <Button kind="outline" onClick={() => void loadConversations()}>
          {text.value.tryAgain}
        </Button>
      </div>
    )
  }
  if (listState.value === 'ready' && listed.value.length === 0) {
    return <p class="list-note">{isSearching.value ? text.value.noneFound(search.value) : text.value.noneYet}</p>
  }
  const here = route.value
  return (
    <div class="groups">
      {groupByDay(listed.value, new Date()).map(({ group, conversations }, at) => (
        <section key={at} aria-label={nameOf(group)}>
          <h2 class="group">{nameOf(group)}</h2>
          <ul>
            {conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                isCurrent={here.page === 'talk' && here.conversation === conversation.id}
              />
            ))}
          </ul>
        </section>
      ))}
      {hasMore.value && (
        <Button class="more" onClick={() => void loadMore()}>
          {text.value.loadMore}
        </Button>
      )}
    </div>
  )
}

function Foot() {
  return (
    <div class="foot">
      <span>{defaultModel.value?.label}</span>
      <a
        class="button icon-button"
        href={hrefOf('/settings')}
        aria-label={text.value.settings}
        title={text.value.settings}
        aria-current={route.value.page === 'settings' ? 'page' : undefined}
        onClick={(event) => {
          event.preventDefault()
          listSheetOpen.value = false
          navigate('/settings')
        }}
      >
        <Icon name="gear" />
      </a>
    </div>
  )
}

function nameOf(group: DayGroup): string {
  if (group.key === 'month') return formatMonth(group.month)
  return {
    pinned: text.value.pinned,
    today: text.value.today,
    yesterday: text.value.yesterday,
    week: text.value.lastWeek,
  }[group.key]
}
