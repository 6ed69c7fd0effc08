import { computed, createModel, signal } from '@preact/signals'
import { type FileEntry, UPLOAD_MAX_BYTES } from '../../../src/wire/files'
import { ApiProblem, isMissing, upload } from '../api'

export interface Chip {
  key: number
  path: string
  sizeBytes: number
  sentBytes: number
  state: 'sending' | 'done' | 'failed' | 'removing'
  problem: unknown
}

export interface UploadPorts {
  ensure: () => Promise<string>
  /** What the workspace holds, to find a free name. */
  files: () => FileEntry[]
  remove: (path: string) => Promise<void>
}

/** Files on their way into the workspace, shown as chips until the next message is sent. */
export const Uploads = createModel(({ ensure, files, remove }: UploadPorts) => {
  const chips = signal<Chip[]>([])
  const bodies = new Map<number, { file: File; abort: AbortController }>()
  let lastKey = 0

  const isBusy = computed(() => chips.value.some(({ state }) => state === 'sending' || state === 'removing'))
  const hasFailed = computed(() => chips.value.some(({ state }) => state === 'failed'))

  function add(added: Iterable<File>) {
    for (const file of added) {
      lastKey += 1
      const chip: Chip = {
        key: lastKey,
        path: freePath(file),
        sizeBytes: file.size,
        sentBytes: 0,
        state: 'sending',
        problem: undefined,
      }
      bodies.set(chip.key, { file, abort: new AbortController() })
      chips.value = [...chips.peek(), chip]
      void start(chip.key)
    }
  }

  async function start(key: number) {
    const body = bodies.get(key)
    const chip = chips.peek().find((each) => each.key === key)
    if (!body || !chip) return
    change(key, { state: 'sending', sentBytes: 0, problem: undefined })
    try {
      if (body.file.size > UPLOAD_MAX_BYTES) throw tooLarge()
      await upload({
        conversation: await ensure(),
        path: chip.path,
        file: body.file,
        onProgress: (sentBytes) => change(key, { sentBytes }),
        signal: body.abort.signal,
      })
      change(key, { state: 'done', sentBytes: body.file.size })
    } catch (problem) {
      change(key, { state: 'failed', problem })
    }
  }

  function change(key: number, changes: Partial<Chip>) {
    chips.value = chips.peek().map((chip) => (chip.key === key ? { ...chip, ...changes } : chip))
  }

  /** Takes a file back: out of the workspace where it is already there, and off the chips once it is out. */
  async function drop(key: number) {
    const chip = chips.peek().find((each) => each.key === key)
    if (!chip || chip.state === 'removing') return
    bodies.get(key)?.abort.abort()
    if (chip.state === 'done') {
      change(key, { state: 'removing', problem: undefined })
      try {
        await remove(chip.path)
      } catch (problem) {
        // It would go with the message, so it is still shown.
        if (!isMissing(problem)) return change(key, { state: 'done', problem })
      }
    }
    release([chip])
  }

  function release(gone: Chip[]) {
    for (const { key } of gone) bodies.delete(key)
    chips.value = chips.peek().filter((chip) => !gone.some(({ key }) => key === chip.key))
  }

  /** Hands the chips to a message that is being sent. */
  function take(): Chip[] {
    const taken = chips.peek()
    chips.value = []
    return taken
  }

  function giveBack(taken: Chip[]) {
    chips.value = [...taken, ...chips.peek()]
  }

  /** The file's own name, numbered where something that is no upload, or another chip, has it. */
  function freePath(file: File): string {
    const taken = new Set([
      ...chips.peek().map(({ path }) => path),
      ...files()
        .filter(({ origin }) => origin === 'agent')
        .map(({ path }) => path),
    ])
    return numbered(safeName(file.name), taken)
  }

  return { chips, isBusy, hasFailed, add, retry: start, drop, take, giveBack, release }
})

/** A name without what a path may not hold. */
export function safeName(name: string): string {
  const safe = name.replace(/[\p{Cc}\\/]/gu, '-').trim()
  return safe === '' || safe === '.' || safe === '..' ? 'file' : safe
}

export function numbered(name: string, taken: Set<string>): string {
  if (!taken.has(name)) return name
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  for (let number = 2; ; number += 1) {
    const next = `${stem}-${number}${ending}`
    if (!taken.has(next)) return next
  }
}

function tooLarge(): ApiProblem {
  return new ApiProblem('too_large', `A file may have at most ${UPLOAD_MAX_BYTES / 1e6} MB. Choose a smaller one.`)
}
