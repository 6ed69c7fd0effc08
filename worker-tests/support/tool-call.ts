import { env } from 'cloudflare:workers'
import type { Browser } from '../../src/agent/browser'
import type { Connectors } from '../../src/agent/connectors'
import type { OutsideWorld, PdfReader, PublishedSite, Tool, Toolbox, ToolContent } from '../../src/agent/tool'
import { PdfIsolate } from '../../src/sandbox/pdf/pdf-isolate'
import { runShell } from '../../src/sandbox/shell/run-shell'
import { findTool } from '../../src/tools/index'
import type { Preview, Todo } from '../../src/wire/preview'
import type { StagedFiles } from '../../src/workspace/staged-files'
import type { WorkspaceTest } from './workspace'

export interface Outcome {
  content: ToolContent
  preview: Preview
}

export interface Surroundings {
  todos?: Todo[]
  egress?: OutsideWorld
  connectors?: Connectors
  python?: Toolbox['python']['run']
  pdf?: PdfReader
  browser?: (files: StagedFiles, show: Toolbox['show']) => Browser
  publish?: (folder: string) => Promise<PublishedSite>
}

/** Calls a tool as the session does: input checked by its schema, changes kept only when it succeeds. */
export async function callTool(
  name: string,
  input: unknown,
  test: Pick<WorkspaceTest, 'change'>,
  surroundings: Surroundings = {},
): Promise<Outcome> {
  const tool = toolNamed(name)
  const parsed = tool.input.parse(input)
  let result: unknown
  await test.change(async (files, show) => {
    result = await tool.run(parsed, toolboxOf({ files, show }, surroundings))
  })
  return { content: contentOf(tool, result), preview: tool.preview(parsed as object, result) }
}

/** All that a call reaches; what the test does not give fails. */
export function toolboxOf(
  { files, show }: { files: StagedFiles; show: Toolbox['show'] },
  {
    todos = [],
    publish,
    egress = nowhere,
    browser = noBrowser,
    connectors = noServices,
    python = noPython,
    pdf = pdfReader,
  }: Surroundings,
): Toolbox {
  return {
    invocationId: 'inv_test',
    files,
    show,
    todos: { read: () => [...todos], write: (written) => void todos.splice(0, todos.length, ...written) },
    publish: { site: publish ?? (() => Promise.reject(new Error('This test publishes nothing.'))) },
    egress,
    connectors,
    shell: { run: (call) => runShell(call, { files, egress, signal: new AbortController().signal }) },
    python: { run: python },
    pdf,
    get browser() {
      return browser(files, show)
    },
    signal: new AbortController().signal,
    progress() {},
  }
}

export const nowhere: OutsideWorld = { fetch: () => Promise.reject(new Error('This test goes nowhere.')) }

/** As the session gives it to every call. */
export const pdfReader: PdfReader = new PdfIsolate({ loader: env.LOADER, assets: env.ASSETS })

const noService = () => Promise.reject(new Error('This test asks no service.'))

const noServiceAtAll = () => {
  throw new Error('This test asks no service.')
}

const noServices: Connectors = { searchWeb: noService, searchImages: noService, dataSource: noServiceAtAll }

const noPython = () => Promise.reject(new Error('This test runs no Python.'))

const noBrowser = (): Browser => {
  throw new Error('This test browses nothing.')
}

/** What people see while the arguments stream, of whatever has come of them. */
export function previewOf(name: string, partial: object): Preview {
  return toolNamed(name).preview(partial)
}

export function toolNamed(name: string): Tool {
  const tool = findTool(`mshtools-${name}`)
  if (!tool) throw new Error(`There is no tool ${name}.`)
  return tool
}

/** Arguments as a model may break them: previews must survive them all. */
export const brokenInputs: object[] = [
  {},
  { file_path: null, content: 5, todos: 'x', local_dir: [], old_string: {}, new_string: false, offset: 'a' },
  { file_path: {}, todos: [null, 1, 'x', {}, { content: 'a' }, { content: 'a', priority: 'high' }], type: 7 },
  { todos: {}, append: 'yes', limit: null, replace_all: [] },
  { queries: 'tea', total_count: 'x' },
  { queries: [null, 5, {}, 'tea'] },
  { queries: { length: 3 } },
]

function contentOf(tool: Tool, result: unknown): ToolContent {
  if (tool.content) return tool.content(result)
  return typeof result === 'string' ? result : JSON.stringify(result)
}
