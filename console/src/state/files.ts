import { createModel, signal } from '@preact/signals'
import { deleteFile, type FileEntry, listFiles } from '../../../src/wire/files'
import { call } from '../api'

/** The files of one conversation's workspace. */
export const Files = createModel((conversation: () => string | undefined) => {
  const entries = signal<FileEntry[]>([])
  const problem = signal<unknown>(undefined)
  const isLoaded = signal(false)

  async function load() {
    const id = conversation()
    if (id === undefined) return
    try {
      entries.value = (await call(listFiles, { params: { conversation: id } })).files
      problem.value = undefined
      isLoaded.value = true
    } catch (error) {
      problem.value = error
    }
  }

  async function remove(path: string) {
    const id = conversation()
    if (id === undefined) return
    await call(deleteFile, { params: { conversation: id, path } })
    entries.value = entries.peek().filter((entry) => entry.path !== path)
  }

  return { entries, problem, isLoaded, load, remove }
})
