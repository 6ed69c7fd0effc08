import { numberedLines } from '../numbered-lines'
import type { DemoTurn, ToolAnswer } from '../read-turn'
import { readEdit, type SiteEdit } from '../site/read-edit'
import type { DemoCall, Plan } from '../step'
import { siteUrl } from './make-site'

/** Every line of the file that is edited must be read, not only the first hundred. */
const READ_LINES = 1000

/** Reads the file, edits what really stands in it, deploys again. */
export function editPlan({ wish, language }: DemoTurn, folder: string): Plan {
  const edit = readEdit(wish, language)
  const path = `${folder}/${edit.file}`
  const zh = language === 'zh'
  return [
    () => ({
      reasoning: zh
        ? `这是对已有网站的修改：${edit.summary}。先读 ${edit.file}。`
        : `This changes the site that is there: ${edit.summary}. I read ${edit.file} first.`,
      text: zh ? '我先看看现在的文件。' : 'I look at the file first.',
      calls: [{ name: 'mshtools-read_file', input: { file_path: path, limit: READ_LINES } }],
    }),
    (answers) => {
      const calls = editCalls(edit, path, answers.at(-1))
      if (calls.length > 0) return { text: zh ? '现在修改。' : 'Now the change.', calls }
      return { text: zh ? NOTHING_ZH : NOTHING_EN }
    },
    () => ({
      text: zh ? '重新发布。' : 'I publish it again.',
      calls: [{ name: 'mshtools-deploy_website', input: { type: 'static', local_dir: folder } }],
    }),
    (answers) => {
      const url = siteUrl(answers.at(-1)?.output ?? '')
      const where = url ? `[${url}](${url})` : ''
      return {
        text: zh
          ? `完成：${edit.summary}。${where}\n\n${edit.note}`
          : `Done: ${edit.summary}. ${where}\n\n${edit.note}`,
      }
    },
  ]
}

const NOTHING_EN =
  'The file no longer has the place that I know how to change, so I leave it as it is. I am the demo model: a real model could read it and find another way.'
const NOTHING_ZH = '文件里已经没有我会改的地方，所以我不动它。我是演示模型；真正的模型能读懂它，另想办法。'

function editCalls({ changes }: SiteEdit, path: string, read: ToolAnswer | undefined): DemoCall[] {
  const lines = numberedLines(read?.output ?? '')
  return changes.flatMap(({ find, replace }) => {
    const line = lines.find((text) => find.test(text))
    if (line === undefined) return []
    const next = replace(line)
    return next === line
      ? []
      : [{ name: 'mshtools-edit_file', input: { file_path: path, old_string: line, new_string: next } }]
  })
}
