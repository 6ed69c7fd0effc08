import { client } from '../../support/client'
import { internet } from '../../support/internet'
import { eventsUntil, type Piece, type Sse, scriptedModel } from '../../support/scripted-model'
import { sh, visit } from './places'

/** What people do all day: nothing in it is an attack. */
export interface Walk {
  name: string
  files: Record<string, string>
  messages: { text: string; steps: Piece[][] }[]
}

const CSV = { 'sales.csv': 'month,euro\n1,100\n2,140\n' }

const write = (path: string, content: string): Piece[] => [
  { call: 'mshtools-write_file', input: { file_path: path, content } },
]
const deploy: Piece[] = [{ call: 'mshtools-deploy_website', input: { type: 'static', local_dir: 'output/site' } }]

const page = (more = '') =>
  write(
    'output/site/index.html',
    `<!doctype html><title>Report</title>${more}<svg xmlns="http://www.w3.org/2000/svg"></svg>`,
  )

const LIBRARIES =
  '<link href="https://fonts.googleapis.com/css2?family=Inter" rel="stylesheet">' +
  '<script src="https://cdnjs.cloudflare.com/ajax/libs/Chart.js/4.4.1/chart.umd.min.js"></script>'

/** Each comes in a few sizes. */
const kinds: ((size: number) => Walk)[] = [
  (size) => ({
    name: `research on ${size + 1} sites without anything private`,
    files: {},
    messages: [{ text: 'Compare what they say', steps: hosts(size + 1).map((host) => visit(`https://${host}/`)) }],
  }),
  (size) => ({
    name: `a file becomes a site, ${size} times over`,
    files: CSV,
    messages: Array.from({ length: size }, () => ({
      text: 'Make a report of it',
      steps: [sh('cut -d, -f2 sales.csv | sort'), page(), deploy],
    })),
  }),
  (size) => ({
    name: `${size} pages that the person named, beside their file`,
    files: CSV,
    messages: [
      {
        text: `Compare my sales with ${hosts(size)
          .map((host) => `https://${host}/prices`)
          .join(' and ')}`,
        steps: hosts(size).map((host) => visit(`https://${host}/prices`)),
      },
    ],
  }),
  (size) => ({
    name: `a named page, a file, and a site with fonts and charts, ${size} times over`,
    files: CSV,
    messages: Array.from({ length: size }, () => ({
      text: 'Put my sales beside those of www.one.test',
      steps: [visit('https://one.test/'), sh('wc -l sales.csv'), page(LIBRARIES), deploy],
    })),
  }),
  (size) => ({
    name: `a long letter that is rewritten ${size} times`,
    files: {},
    messages: Array.from({ length: size }, () => ({
      text: `Make this letter shorter: ${'Dear Sir. '.repeat(120)}`,
      steps: [write('output/letter.md', 'Dear Sir.')],
    })),
  }),
  (size) => ({
    name: `a file, one site and then another that is asked for ${size} times`,
    files: CSV,
    messages: Array.from({ length: size }, (_, at) => ({
      text: 'Look up the exchange rate',
      steps: [
        ...(at === 0 ? [visit('https://one.test/')] : []),
        visit('https://two.test/rates'),
        sh('curl -s https://two.test/rates.json'),
      ],
    })),
  }),
  (size) => ({
    name: `a site that shows a map of a host that is allowed once and for all, in ${size} versions`,
    files: CSV,
    messages: [
      { text: 'What stands on one.test?', steps: [visit('https://one.test/')] },
      ...Array.from({ length: size }, () => ({
        text: 'Show it on a map',
        steps: [page('<img src="https://tiles.two.test/1/2/3.png">'), deploy],
      })),
    ],
  }),
]

export const walks: readonly Walk[] = Array.from({ length: 8 }, (_, size) => kinds.map((kind) => kind(1 + (size % 4))))
  .flat()
  .slice(0, 50)

function hosts(count: number): string[] {
  return ['one.test', 'two.test', 'three.test', 'four.test', 'five.test'].slice(0, count)
}

/** How often the person, who allows each host for good, was asked; throws where a turn did not end well. */
export async function interruptionsOf({ files, messages }: Walk, account: string): Promise<number> {
  const owner = client(account)
  const known = ['one', 'two', 'three', 'four', 'five'].map((name) => [`${name}.test`, {}])
  const model = scriptedModel(internet(Object.fromEntries(known)).answer)
  const { id } = await owner.newConversation(files)
  let asked = 0
  for (const { text, steps } of messages) {
    model.script(...steps, [{ text: 'Done.' }])
    const body = { messageId: crypto.randomUUID(), text }
    let { cursor: after } = await owner.post<{ cursor: string }>(`/api/conversations/${id}/turns`, body)
    for (let last = await next(id, after, account); ; last = await next(id, after, account)) {
      if (last?.data.type === 'turn.completed') break
      if (last?.data.type !== 'approval.requested') throw new Error(`The turn ended as ${last?.data.type}.`)
      asked += 1
      after = last.id ?? after
      await owner.post(`/api/conversations/${id}/approvals/${last.data.approvalId}/decision`, { decision: 'host' })
    }
  }
  return asked
}

async function next(conversation: string, after: string, account: string): Promise<Sse | undefined> {
  const isStop = ({ data }: Sse) => /^turn\.(completed|failed|stopped)$|^approval\.requested$/.test(data.type)
  return (await eventsUntil(conversation, isStop, { after, account })).at(-1)
}
