import { useEffect, useState } from 'preact/hooks'
import type { FileEntry } from '../../../../src/wire/files'
import { fileUrl } from '../../api'
import { formatBytes } from '../../text/numbers'
import { sentenceFor, text } from '../../text/text'
import { Button, IconButton } from '../../ui/button'
import { Confirm } from '../../ui/dialog'
import { Icon } from '../../ui/icon'
import { Notice } from '../../ui/notice'
import type { Opened } from '../talk-header'
import { byFolder } from './by-folder'
import { FileLook } from './file-look'

/** The workspace's files by folder; one opens in place. */
export function FilesPanel({ opened }: { opened: Opened }) {
  const { files } = opened
  const [path, setPath] = useState<string | undefined>(undefined)
  useEffect(() => void files.load(), [])
  const entry = files.entries.value.find((each) => each.path === path)
  const conversation = opened.talk.id.value
  if (entry && conversation !== undefined) {
    return <FileLook key={entry.sha256} conversation={conversation} entry={entry} onBack={() => setPath(undefined)} />
  }
  if (files.problem.value !== undefined) {
    return (
      <Notice icon="alert" title={sentenceFor(files.problem.value)}>
        <Button kind="outline" onClick={() => void files.load()}>
          {text.value.tryAgain}
        </Button>
      </Notice>
    )
  }
  if (files.entries.value.length === 0) {
    return (
      <Notice icon="folder" title={text.value.noFilesTitle}>
        <p>{text.value.noFilesLine}</p>
      </Notice>
    )
  }
  return (
    <div class="files">
      {byFolder(files.entries.value).map(({ folder, entries }) => (
        <section key={folder}>
          {folder !== '' && (
            <h3>
              <Icon name="folder" size={14} />
              {folder}
            </h3>
          )}
          <ul>
            {entries.map((each) => (
              <FileRow key={each.path} opened={opened} entry={each} onLook={() => setPath(each.path)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function FileRow({ opened, entry, onLook }: { opened: Opened; entry: FileEntry; onLook: () => void }) {
  const [isAsking, setAsking] = useState(false)
  const { path, sizeBytes, origin, type } = entry
  const conversation = opened.talk.id.value ?? ''
  const name = path.slice(path.lastIndexOf('/') + 1)
  return (
    <li class="file-row">
      <button type="button" class="file-name" onClick={onLook}>
        <Icon name={type.startsWith('image/') ? 'image' : 'file'} size={14} />
        <span>{name}</span>
        {origin === 'upload' && <small>{text.value.uploaded}</small>}
      </button>
      {origin === 'upload' && (
        <IconButton icon="trash" label={`${text.value.remove}: ${name}`} onClick={() => setAsking(true)} />
      )}
      <span class="file-size">{formatBytes(sizeBytes)}</span>
      <a
        class="button icon-button"
        href={fileUrl(conversation, path, { download: '1' })}
        download={name}
        aria-label={`${text.value.download}: ${name}`}
        title={text.value.download}
      >
        <Icon name="download" />
      </a>
      {isAsking && (
        <Confirm
          title={text.value.deleteFileTitle(path)}
          says={text.value.deleteFileLine}
          verb={text.value.remove}
          action={() => opened.files.remove(path)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}
