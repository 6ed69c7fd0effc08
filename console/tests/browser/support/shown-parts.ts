import type { Chart } from '../../../../src/wire/chart.ts'
import type { Preview } from '../../../../src/wire/preview.ts'
import type { Visitor } from './visitor.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The same numbers every time, without a pattern that the eye would see. */
function waves(count: number, seed: number, size: number): number[] {
  return Array.from({ length: count }, (_, at) => {
    const value = Math.sin(at * 1.7 + seed) + Math.sin(at * 0.31 * seed) * 1.4 + 2.6
    return Math.round(value * size) / 10
  })
}

const line: Chart = {
  type: 'line',
  x: MONTHS,
  series: [
    { name: 'north', values: waves(12, 1, 120) },
    { name: 'south', values: waves(12, 2, 80).map((value, at) => (at === 4 ? null : value)) },
    { name: 'a region with quite a long name', values: waves(12, 3, 60) },
  ],
  xLabel: 'month',
  yLabel: 'revenue, thousand €',
}

const bars: Chart = {
  type: 'bar',
  x: [
    'Lyon',
    'Marseille',
    'Saint-Étienne',
    'Clermont-Ferrand',
    'Villeurbanne',
    'Grenoble',
    'Aix-en-Provence',
    '马赛北区',
  ],
  series: [
    { name: '2025', values: [12, 8, -3, 4.5, 9, 11, 2, 6] },
    { name: '2026', values: [14, 9, 1, -2.5, 8, 12, 5, 7] },
  ],
  xLabel: '',
  yLabel: 'growth, %',
}

const scatter: Chart = {
  type: 'scatter',
  x: waves(80, 5, 40),
  series: [{ name: '', values: waves(80, 9, 900) }],
  xLabel: 'price, €',
  yLabel: 'sold',
}

const histogram: Chart = {
  type: 'histogram',
  x: [0, 10, 20, 30, 40, 50, 60, 70, 80],
  series: [{ name: '', values: [2, 9, 24, 41, 38, 17, 6, 1] }],
  xLabel: 'minutes',
  yLabel: 'visits',
}

const heat: Chart = {
  type: 'heatmap',
  x: ['price', 'size', 'age', 'rooms', 'distance'],
  series: ['price', 'size', 'age', 'rooms', 'distance'].map((name, row) => ({
    name,
    values: [0, 1, 2, 3, 4].map((column) =>
      row === column ? 1 : row + column === 7 ? null : Math.round(Math.sin((row + 1) * (column + 1)) * 100) / 100,
    ),
  })),
  xLabel: '',
  yLabel: '',
}

function chart(title: string, of: Chart): Preview {
  return { kind: 'chart', title, chart: of }
}

export const ATTACHED = { attachmentId: 'att_picture', name: 'shop.png', type: 'image/png', sizeBytes: 51_200 }
export const KEPT_ROWS = {
  attachmentId: 'att_rows',
  name: 'sales.csv',
  type: 'text/csv; charset=utf-8',
  sizeBytes: 912_000,
}

const table: Preview = {
  kind: 'table',
  title: 'Sales',
  path: 'data/sales.csv',
  table: {
    columns: ['order', 'city', 'product', 'price', 'sold', 'a column with a long name', 'note'],
    rows: Array.from({ length: 60 }, (_, at) => [
      1000 + at,
      ['Lyon', 'Paris', '马赛', 'Saint-Étienne'][at % 4] ?? '',
      at % 3 ? 'Croissant' : 'Pain aux noix, grand',
      Math.round(waves(60, 4, 30)[at] ?? 0) / 10,
      (at * 7919) % 4999,
      at % 9 === 0 ? null : at % 2 === 0,
      at === 3
        ? '=HYPERLINK("https://evil.invalid","open")'
        : at % 11
          ? ''
          : 'delivered late, and the customer called twice about it',
    ]),
    totalRows: 12_345,
    data: KEPT_ROWS,
  },
}

const smallTable: Preview = {
  kind: 'table',
  title: 'Totals by city',
  table: {
    columns: ['city', 'total'],
    rows: [
      ['Lyon', 1200.5],
      ['Paris', 980],
      ['=cmd|calc', 7.25],
    ],
    totalRows: 3,
    data: null,
  },
}

const code: Preview = {
  kind: 'code',
  title: 'Sum up the sales by month',
  language: 'python',
  code: 'import csv\n\nwith open("data/sales.csv") as file:\n    rows = list(csv.DictReader(file))\n\ntotals = {}\nfor row in rows:\n    totals[row["month"]] = totals.get(row["month"], 0) + float(row["price"])\nprint(len(rows), "rows")\nplot.line(totals, title="Revenue by month")\ntotals',
  outputs: [
    { kind: 'text', title: '', text: '12345 rows\n' },
    { kind: 'chart', title: 'Revenue by month', chart: line },
    smallTable as Extract<Preview, { kind: 'table' }>,
  ],
  failed: false,
}

const failing: Preview = {
  kind: 'code',
  title: 'Divide',
  language: 'python',
  code: '1 / 0',
  outputs: [
    {
      kind: 'text',
      title: '',
      text: 'Traceback (most recent call last):\n  File "<cell 3>", line 1, in <module>\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\n',
    },
  ],
  failed: true,
}

/** One call of each kind, as a Worker would have kept it. */
export const shownPreviews: { name: string; preview: Preview; status?: string }[] = [
  { name: 'read_file', preview: table },
  { name: 'ipython', preview: code },
  { name: 'ipython', preview: failing },
  { name: 'ipython', preview: chart('Growth by city', bars) },
  { name: 'ipython', preview: chart('Price and sales', scatter) },
  { name: 'ipython', preview: chart('How long visits take', histogram) },
  { name: 'ipython', preview: chart('What goes together', heat) },
  {
    name: 'read_file',
    preview: {
      kind: 'image',
      title: 'The shop',
      path: 'uploads/shop.png',
      sizeBytes: 51_200,
      width: 1200,
      height: 800,
      attachment: ATTACHED,
    },
  },
  {
    name: 'read_file',
    preview: {
      kind: 'markdown',
      title: 'report.md',
      path: 'output/report.md',
      text: '# Sales in 2026\n\nRevenue **grew by 12%**, most of it in Lyon.\n\n| city | growth |\n|---|---:|\n| Lyon | 14 |\n| Paris | 9 |\n\n- [x] clean the data\n- [ ] ask the mill\n',
    },
  },
  {
    name: 'browser_visit',
    preview: {
      kind: 'page',
      title: 'Cities by people',
      url: 'https://shop.invalid/cities',
      text: '# Cities\n\n| [1 Lyon] | France | 522,000 |\n'.repeat(20),
      cut: true,
      screenshot: 'shots/1.png',
      attachment: { ...ATTACHED, attachmentId: 'att_page', name: 'page.png' },
    },
  },
  {
    name: 'shell',
    preview: {
      kind: 'terminal',
      title: 'Pack the report',
      command: 'zip -r report.zip output',
      text: '\u001b[32m  adding: output/report.md (deflated 41%)\u001b[0m\n',
      exitCode: 0,
    },
  },
  {
    name: 'todo_write',
    preview: {
      kind: 'todos',
      title: 'Plan',
      items: [
        { id: '1', content: 'Read the table', priority: 'high', status: 'completed' },
        { id: '2', content: 'Write the report', priority: 'high', status: 'in_progress' },
      ],
    },
  },
]

/** What the conversation's only answer did, from the next load of the page on. */
export async function keepParts({ page }: Visitor, shown = shownPreviews): Promise<void> {
  await page.route('**/messages*', async (route) => {
    const response = await route.fetch()
    const kept = await response.json()
    const answer = kept.messages.findLast(({ role }: { role: string }) => role === 'assistant')
    answer.parts = [
      ...shown.map(({ name, preview, status = 'success' }, at) => ({
        type: 'tool',
        invocationId: `call_${at}`,
        name: `mshtools-${name}`,
        input: {},
        status,
        output: 'done',
        preview,
        durationMs: 120,
      })),
      ...answer.parts,
    ]
    await route.fulfill({ response, json: kept })
  })
}
