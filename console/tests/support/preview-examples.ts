import type { Preview } from '../../../src/wire/preview'

/** One preview of every kind, and words that must be read in it. */
export const examples: Record<Preview['kind'], { preview: Preview; shows: string[] }> = {
  text: { preview: { kind: 'text', title: 'shell', text: 'hello', cut: true }, shows: ['shell', 'hello', 'Shortened'] },
  file: {
    preview: { kind: 'file', title: 'a', path: 'site/index.html', text: '<h1>Hi</h1>', lines: 128 },
    shows: ['site/index.html', '<h1>Hi</h1>', '128 lines'],
  },
  terminal: {
    preview: {
      kind: 'terminal',
      title: 'Count the lines',
      command: 'wc -l *',
      text: '\u001b[31m3\u001b[0m a.txt\n',
      exitCode: 1,
    },
    shows: ['Count the lines', 'wc -l *', '3 a.txt', 'exit code 1'],
  },
  diff: {
    preview: {
      kind: 'diff',
      title: 'a',
      path: 'a.css',
      lines: [
        { kind: 'keep', text: 'body {' },
        { kind: 'remove', text: 'color: red' },
        { kind: 'add', text: 'color: green' },
      ],
      added: 1,
      removed: 1,
    },
    shows: ['a.css', '+1 −1', '+ color: green', '− color: red', 'body {'],
  },
  image: {
    preview: { kind: 'image', title: 'A cat', path: 'cat.png', sizeBytes: 2_100_000 },
    shows: ['cat.png', '2.1 MB'],
  },
  todos: {
    preview: {
      kind: 'todos',
      title: 'plan',
      items: [{ id: '1', content: 'Bake', priority: 'high', status: 'completed' }],
    },
    shows: ['Bake'],
  },
  page: {
    preview: {
      kind: 'page',
      title: 'Cities',
      url: 'https://example.com/cities',
      text: '[1 Lyon] has 522,000 people',
      screenshot: null,
    },
    shows: ['Cities', 'example.com', '[1 Lyon] has 522,000 people'],
  },
  search: {
    preview: {
      kind: 'search',
      title: 'tea · pots',
      service: 'Brave Search',
      searches: [
        {
          query: 'tea',
          results: [
            {
              title: 'Green tea',
              url: 'https://tea.example/green',
              host: 'tea.example',
              snippet: '<b>How</b> it is made',
              date: '2026-03-01',
            },
          ],
          images: [],
          problem: null,
        },
        {
          query: 'pots',
          results: [],
          images: [
            {
              title: 'A pot',
              url: 'https://pots.example/1.jpg',
              host: 'pots.example',
              page: 'https://pots.example/',
              thumbnail: 'https://pots.example/small.jpg',
              width: 1200,
              height: 800,
            },
          ],
          problem: null,
        },
        { query: 'cups', results: [], images: [], problem: 'The service is out of order.' },
        { query: 'nothing', results: [], images: [], problem: null },
      ],
    },
    shows: [
      'Brave Search',
      'Green tea',
      'tea.example · 2026-03-01',
      '<b>How</b> it is made',
      'A pot',
      '1200 × 800',
      'out of order',
      'Nothing was found',
    ],
  },
  site: {
    preview: {
      kind: 'site',
      title: 'Bakery',
      folder: 'output/site',
      url: '/sites/x/',
      deploymentId: 'd',
      files: 3,
      sizeBytes: 12_000,
    },
    shows: ['Bakery', 'output/site', '3 files', '12 KB'],
  },
  markdown: {
    preview: { kind: 'markdown', title: 'Report', path: 'report.md', text: '# Sales\n\nAll *went* well.', cut: true },
    shows: ['report.md', 'Sales', 'All went well.', 'Shortened'],
  },
  table: {
    preview: {
      kind: 'table',
      title: 'Cities',
      table: {
        columns: ['city', 'people', 'share'],
        rows: [
          ['Lyon', 522_250, 1.5],
          ['Paris', 2_102_650, 12.25],
          ['Nowhere', null, 0],
        ],
        totalRows: 12_345,
        data: { attachmentId: 'a1', name: 'cities.csv', type: 'text/csv; charset=utf-8', sizeBytes: 90_000 },
      },
    },
    shows: ['12,345 rows', 'people', '522,250', '12.25', '1.50', 'First 3 of 12,345 rows'],
  },
  chart: {
    preview: {
      kind: 'chart',
      title: 'Sales by month',
      chart: {
        type: 'line',
        x: ['Jan', 'Feb', 'Mar'],
        series: [
          { name: 'north', values: [3, null, 9] },
          { name: 'south', values: [1, 4, 2.5] },
        ],
        xLabel: 'month',
        yLabel: 'thousand €',
      },
    },
    shows: ['Sales by month', 'Line chart', 'north', 'south', 'Jan', 'month', 'thousand €'],
  },
  code: {
    preview: {
      kind: 'code',
      title: 'Count the cities',
      language: 'python',
      code: 'print(len(cities))',
      outputs: [
        { kind: 'text', title: '', text: '\u001b[32m3\u001b[0m\n' },
        { kind: 'table', title: '', table: { columns: ['a'], rows: [[1]], totalRows: 1, data: null } },
        { kind: 'image', title: 'A plot', path: 'output/figures/1.png', sizeBytes: 1200, width: 640, height: 480 },
        { kind: 'text', title: '', text: 'ZeroDivisionError: division by zero' },
      ],
      failed: true,
    },
    shows: ['Count the cities', 'print(len(cities))', '3\n', '1 row', '640 × 480', 'Error', 'ZeroDivisionError'],
  },
}
