import type { Surroundings } from '../support/tool-call'

/**
 * The names, parameters and types that models trained for OK Computer expect, letter for letter. `!` after a type: it has
 * to be given; `= x`: what it is unless told.
 */
export const contract: Record<string, Record<string, string>> = {
  todo_read: {},
  todo_write: {
    todos: '{content: string!, priority: high|medium|low!, status: pending|in_progress|completed!, id: string}[]!',
  },
  ipython: { code: 'string!', restart: 'boolean = false' },
  read_file: { file_path: 'string!', limit: 'integer', offset: 'integer' },
  edit_file: { file_path: 'string!', old_string: 'string!', new_string: 'string!', replace_all: 'boolean = false' },
  write_file: { file_path: 'string!', content: 'string!', append: 'boolean = false' },
  shell: { command: 'string!', description: 'string', timeout: 'integer = 60000' },
  browser_visit: { citation_id: 'integer!', url: 'string!' },
  browser_state: {},
  browser_click: { element_index: 'integer!', citation_id: 'integer!', url: 'string!' },
  browser_input: { content: 'string!', element_index: 'integer!', citation_id: 'integer!', url: 'string!' },
  browser_find: { keyword: 'string!', citation_id: 'integer!', url: 'string!', skip: 'integer = 0' },
  browser_scroll_down: { scroll_amount: 'integer!', citation_id: 'integer!', url: 'string!' },
  browser_scroll_up: { scroll_amount: 'integer!', citation_id: 'integer!', url: 'string!' },
  web_search: { queries: 'string[]!' },
  image_search: { queries: 'string[]!', total_count: 'integer = 10' },
  get_data_source_desc: { data_source_name: 'yahoo_finance!' },
  get_data_source: { data_source_name: 'yahoo_finance!', api_name: 'string!', params: 'object' },
  deploy_website: { type: 'static!', local_dir: 'string!' },
}

const page = { citation_id: 1, url: 'https://page.test/' }

/** A call of each tool that succeeds, in the workspace and among the services below. */
export const examples: Record<string, object> = {
  todo_read: {},
  todo_write: { todos: [{ content: 'Plan', priority: 'high', status: 'pending' }] },
  ipython: { code: 'rows' },
  read_file: { file_path: 'notes.txt' },
  edit_file: { file_path: 'site/index.html', old_string: 'Hi', new_string: 'Hello' },
  write_file: { file_path: 'output/report.md', content: '# Report\n' },
  shell: { command: 'ls', description: 'Look around' },
  browser_visit: page,
  browser_state: {},
  browser_click: { ...page, element_index: 1 },
  browser_input: { ...page, element_index: 1, content: 'tea' },
  browser_find: { ...page, keyword: 'tea' },
  browser_scroll_down: { ...page, scroll_amount: 1 },
  browser_scroll_up: { ...page, scroll_amount: 1 },
  web_search: { queries: ['tea'] },
  image_search: { queries: ['tea'] },
  get_data_source_desc: { data_source_name: 'yahoo_finance' },
  get_data_source: { data_source_name: 'yahoo_finance', api_name: 'quote', params: { symbols: ['TEA'] } },
  deploy_website: { type: 'static', local_dir: 'site' },
}

/** Further calls whose results are seen as something else. */
export const furtherExamples: [string, object][] = [
  ['read_file', { file_path: 'photo.png' }],
  ['read_file', { file_path: 'sales.csv' }],
  ['read_file', { file_path: 'notes.md' }],
  ['write_file', { file_path: 'output/a.csv', content: 'a,b\n1,2\n' }],
  ['write_file', { file_path: 'output/a.txt', content: 'text' }],
]

const task = { content: 'x', priority: 'low', status: 'pending' }

/** Calls that a model gets wrong: each is told what to do next. */
export const mistakes: [tool: string, mistake: string, input: object][] = [
  ['read_file', 'with a file that is not there', { file_path: 'missing.txt' }],
  ['read_file', 'outside of the workspace', { file_path: '../secret' }],
  ['read_file', 'with a folder', { file_path: 'site' }],
  ['read_file', 'with no lines', { file_path: 'notes.txt', limit: 0 }],
  ['edit_file', 'before it was read', { file_path: 'notes.txt', old_string: 'a', new_string: 'b' }],
  ['edit_file', 'with what is not there', { file_path: 'site/index.html', old_string: 'nowhere', new_string: 'b' }],
  ['write_file', 'over a file that was not read', { file_path: 'notes.txt', content: 'x' }],
  ['write_file', 'with too much', { file_path: 'long.txt', content: 'x'.repeat(100_001) }],
  ['deploy_website', 'with an empty folder', { type: 'static', local_dir: 'output' }],
  ['deploy_website', 'with a file', { type: 'static', local_dir: 'notes.txt' }],
  ['todo_write', 'with too many', { todos: Array.from({ length: 201 }, () => task) }],
]

const view = {
  citationId: 1,
  url: page.url,
  title: 'Tea',
  screen: 1,
  screens: 1,
  text: 'Green tea',
  notes: ['The site answered 200.'],
  images: [],
  screenshot: null,
}

/** Everything outside of the workspace, well behaved. */
export const services: Surroundings = {
  browser: () => ({
    visit: async () => view,
    listPages: () => [view],
    click: async () => view,
    input: async () => view,
    find: async () => view,
    scroll: async () => view,
  }),
  connectors: {
    searchWeb: async ([query = '']) => [
      { query, service: 'Fake', items: [{ title: 'Tea', url: page.url, snippet: 'Green', date: null }], problem: null },
    ],
    searchImages: async ([query = '']) => [{ query, service: 'Fake', items: [], problem: 'Nothing was found.' }],
    dataSource: () => ({
      description: 'quote: the latest figures.',
      ask: async () => ({ name: 'quote-TEA', about: 'The latest figures.', columns: ['symbol'], rows: [['TEA']] }),
    }),
  },
  python: async () => ({
    output: 'one\n',
    shown: [{ text: '[…]', title: 'rows', isResult: true, at: 4, table: { columns: ['n'], rows: [[1]], total: 1 } }],
    error: null,
    notes: [],
  }),
  publish: async (folder) => ({
    deploymentId: 'dep_1',
    slug: 'slug',
    url: '/sites/slug/',
    title: 'Hi',
    folder,
    files: 1,
    sizeBytes: 20,
    outsideHosts: [],
    openHosts: [],
  }),
}
