import type { Tool } from '../agent/tool'
import { browserClick } from './browser-click'
import { browserFind } from './browser-find'
import { browserInput } from './browser-input'
import { browserScrollDown } from './browser-scroll-down'
import { browserScrollUp } from './browser-scroll-up'
import { browserState } from './browser-state'
import { browserVisit } from './browser-visit'
import { deployWebsite } from './deploy-website'
import { editFile } from './edit-file'
import { getDataSource } from './get-data-source'
import { getDataSourceDesc } from './get-data-source-desc'
import { imageSearch } from './image-search'
import { ipython } from './ipython'
import { readFile } from './read-file'
import { shell } from './shell'
import { todoRead } from './todo-read'
import { todoWrite } from './todo-write'
import { webSearch } from './web-search'
import { writeFile } from './write-file'

/** Every tool, in the order in which a model is told of them. */
export const tools: readonly Tool[] = [
  todoRead,
  todoWrite,
  readFile,
  editFile,
  writeFile,
  ipython,
  shell,
  browserVisit,
  browserState,
  browserClick,
  browserInput,
  browserFind,
  browserScrollDown,
  browserScrollUp,
  webSearch,
  imageSearch,
  getDataSourceDesc,
  getDataSource,
  deployWebsite,
]

export function findTool(name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name)
}
