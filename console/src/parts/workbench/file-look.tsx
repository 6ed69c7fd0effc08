import { useEffect, useState } from 'preact/hooks'
import type { FileEntry } from '../../../../src/wire/files'
import { fileUrl, readText } from '../../api'
import { formatBytes } from '../../text/numbers'
import { sentenceFor, text } from '../../text/text'
import { IconButton } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { Highlighted, languageOf } from '../markdown/highlighted'

/** More text than this is for a program that scrolls better than a page does. */
const TEXT_MAX_BYTES = 500_000

interface FileLookProps {
  conversation: string
  entry: FileEntry
  onBack: () => void
}

/** A look inside one file. Text is shown as text, whatever it contains. */
export function FileLook({ conversation, entry, onBack }: FileLookProps) {
  const { path, sizeBytes } = entry
  return (
    <div class="file-look">
      <div class="url">
        <IconButton icon="back" label={text.value.backToFiles} onClick={onBack} />
        <span class="address" title={path}>
          {path}
        </span>
        <small>{formatBytes(sizeBytes)}</small>
        <a
          class="button icon-button"
          href={fileUrl(conversation, path, { download: '1' })}
          download
          aria-label={text.value.download}
          title={text.value.download}
        >
          <Icon name="download" />
        </a>
      </div>
      <Inside conversation={conversation} entry={entry} />
    </div>
  )
}

function Inside({ conversation, entry: { path, type, sizeBytes } }: Omit<FileLookProps, 'onBack'>) {
  if (type.startsWith('image/') && !type.startsWith('image/svg'))
    return <img src={fileUrl(conversation, path)} alt={path} />
  if (!isText(type)) return <p class="file-note">{text.value.noLook}</p>
  if (sizeBytes > TEXT_MAX_BYTES) return <p class="file-note">{text.value.tooLongToShow}</p>
  return <TextInside conversation={conversation} path={path} />
}

function TextInside({ conversation, path }: { conversation: string; path: string }) {
  const [content, setContent] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState<unknown>(undefined)
  useEffect(() => {
    readText(conversation, path).then(setContent, setProblem)
  }, [conversation, path])
  if (problem !== undefined)
    return (
      <p class="file-note" role="alert">
        {sentenceFor(problem)}
      </p>
    )
  if (content === undefined) return <p class="file-note">{text.value.loading}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0}>
      <Highlighted code={content} language={languageOf(path)} />
    </pre>
  )
}

function isText(type: string): boolean {
  return /^text\/|json|javascript|xml|yaml|toml|sql|x-sh/.test(type)
}
