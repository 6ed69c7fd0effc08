import type { Tool } from '../agent/tool'
import { deployWebsite } from './deploy-website'
import { editFile } from './edit-file'
import { readFile } from './read-file'
import { shell } from './shell'
import { todoRead } from './todo-read'
import { todoWrite } from './todo-write'
import { writeFile } from './write-file'

/** Every tool, in the order in which a model is told of them. */
export const tools: readonly Tool[] = [todoRead, todoWrite, readFile, editFile, writeFile, shell, deployWebsite]

export function findTool(name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name)
}
