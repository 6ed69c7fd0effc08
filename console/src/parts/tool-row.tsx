import { useCallback, useMemo, useState } from 'preact/hooks'
import type { Elsewhere } from '../previews/kinds'
import { PreviewView } from '../previews/preview'
import { keyOf } from '../state/showcase'
import type { ToolPart } from '../state/talk-shapes'
import { formatDuration } from '../text/numbers'
import { text } from '../text/text'
import { Elapsed } from '../ui/elapsed'
import { ThreadRow } from './thread-row'
import { objectOf, outcomeOf, verbOf } from './tool-words'

interface ToolRowProps {
  tool: ToolPart
  conversation: string | undefined
  /** The newest watched call with much to see: its preview opens by itself, and closes when the next one's opens. */
  isNewest: boolean
  /** Gives a preview, by its key, all of the screen or the workbench. */
  show: (key: string, where: Elsewhere) => void
}

export function ToolRow({ tool, conversation, isNewest, show }: ToolRowProps) {
  const [choice, setChoice] = useState<boolean | undefined>(undefined)
  const isOpen = choice ?? isNewest
  return (
    <ThreadRow
      state={stateOf(tool)}
      isOpen={isOpen}
      onToggle={() => setChoice(!isOpen)}
      time={<ToolTime tool={tool} />}
      line={<ToolLine tool={tool} />}
    >
      <RowPreview tool={tool} conversation={conversation} show={show} />
      {tool.error !== null && <p class="row-error">{tool.error}</p>}
      {(choice || tool.preview === null) && <ToolDetails tool={tool} />}
    </ThreadRow>
  )
}

/** Drawn again only where what it shows has changed, however much is written below. */
function RowPreview({ tool, conversation, show }: Pick<ToolRowProps, 'tool' | 'conversation' | 'show'>) {
  const { preview, invocationId } = tool
  const isGrowing = tool.phase === 'preparing'
  const onShow = useCallback(
    (where: Elsewhere, output?: number) => show(keyOf(invocationId, output), where),
    [invocationId, show],
  )
  return useMemo(
    () =>
      preview && (
        <PreviewView
          preview={preview}
          conversation={conversation}
          isGrowing={isGrowing}
          place="row"
          onShow={isGrowing ? undefined : onShow}
        />
      ),
    [preview, conversation, isGrowing, onShow],
  )
}

function ToolLine({ tool }: { tool: ToolPart }) {
  const object = objectOf(tool)
  const outcome = outcomeOf(tool)
  return (
    <>
      <b>{verbOf(tool)}</b>
      {object && <ObjectName name={object} />}
      {outcome && <span class="row-outcome">{outcome}</span>}
    </>
  )
}

/** A path gives up its folders first where there is little room. */
function ObjectName({ name }: { name: string }) {
  const end = name.lastIndexOf('/', name.length - 2) + 1
  return (
    <code title={name}>
      {end > 0 && <span>{name.slice(0, end)}</span>}
      <span>{name.slice(end)}</span>
    </code>
  )
}

function ToolTime({ tool }: { tool: ToolPart }) {
  if (tool.phase !== 'ended') return tool.startedAt === null ? null : <Elapsed since={tool.startedAt} />
  return tool.durationMs === null ? null : <time>{formatDuration(tool.durationMs)}</time>
}

/** What was passed and what came back, word for word. */
function ToolDetails({ tool }: { tool: ToolPart }) {
  return (
    <div class="row-details">
      <details>
        <summary>{text.value.input}</summary>
        <pre>
          {tool.input === null || tool.input === undefined ? text.value.noInput : JSON.stringify(tool.input, null, 2)}
        </pre>
      </details>
      {tool.output !== null && tool.error === null && (
        <details>
          <summary>{text.value.result}</summary>
          <pre>{tool.output}</pre>
        </details>
      )}
    </div>
  )
}

function stateOf(tool: ToolPart) {
  if (tool.phase !== 'ended') return 'running'
  // The call went well where its code did not: the model reads the traceback, and the person sees that there is one.
  if (tool.preview?.kind === 'code' && tool.preview.failed) return 'bad'
  if (tool.status === 'success') return 'done'
  return tool.status === 'stopped' ? 'quiet' : 'bad'
}

const MUCH = new Set([
  'file',
  'diff',
  'todos',
  'image',
  'terminal',
  'page',
  'search',
  'code',
  'table',
  'chart',
  'markdown',
])

/** Whether a preview is worth opening by itself. */
export function hasMuchToSee({ preview }: ToolPart): boolean {
  return preview !== null && MUCH.has(preview.kind)
}
