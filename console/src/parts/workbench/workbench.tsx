import { isWide } from '../../state/layout'
import type { WorkbenchTab } from '../../state/workbench'
import { text } from '../../text/text'
import { IconButton } from '../../ui/button'
import { Modal } from '../../ui/dialog'
import { type Tab, Tabs } from '../../ui/tabs'
import type { Opened } from '../talk-header'
import { FilesPanel } from './files-panel'
import { PreviewPanel } from './preview-panel'
import { TimelinePanel } from './timeline-panel'

/** What came out of a conversation: beside the talk where there is room, else over it. */
export function WorkbenchPlace({ opened }: { opened: Opened }) {
  const { workbench } = opened
  if (!workbench.isOpen.value) return null
  if (isWide.value)
    return (
      <aside class="workbench" aria-label={text.value.workbench}>
        <Inside opened={opened} />
      </aside>
    )
  return (
    <Modal label={text.value.workbench} kind="sheet-right" onClose={workbench.close}>
      <div class="workbench">
        <Inside opened={opened} />
      </div>
    </Modal>
  )
}

function Inside({ opened }: { opened: Opened }) {
  const { workbench, files } = opened
  const tab = workbench.tab.value
  const tabs: Tab<WorkbenchTab>[] = [
    { key: 'preview', label: text.value.preview },
    { key: 'files', label: text.value.files, count: files.entries.value.length },
    { key: 'timeline', label: text.value.timeline },
  ]
  return (
    <>
      <Tabs label={text.value.workbench} tabs={tabs} chosen={tab} onChoose={workbench.open}>
        <IconButton icon="close" label={text.value.close} onClick={workbench.close} />
      </Tabs>
      <div class="panel" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === 'preview' && <PreviewPanel opened={opened} />}
        {tab === 'files' && <FilesPanel opened={opened} />}
        {tab === 'timeline' && <TimelinePanel opened={opened} />}
      </div>
    </>
  )
}
