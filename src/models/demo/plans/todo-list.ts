import type { DemoTurn, Language, ToolAnswer } from '../read-turn'
import type { DemoStep, Plan } from '../step'

const ITEMS_MAX = 20

/** Writes the list, reads it back, and answers with what the tool says stands in it. */
export function todoPlan({ wish, language }: DemoTurn): Plan {
  const todos = itemsOf(wish, language).map((content, at) => ({
    id: String(at + 1),
    content,
    priority: at === 0 ? 'high' : 'medium',
    status: 'pending',
  }))
  const zh = language === 'zh'
  return [
    () => ({
      reasoning: zh
        ? `我从愿望里取出 ${todos.length} 件事，写进待办。`
        : `I take ${todos.length} things out of the wish and write them down.`,
      text: zh ? '我先把它们记下来。' : 'I write that down as a to-do list.',
      calls: [{ name: 'mshtools-todo_write', input: { todos } }],
    }),
    () => ({
      text: zh ? '再读一遍核对。' : 'I read the list back to be sure.',
      calls: [{ name: 'mshtools-todo_read', input: {} }],
    }),
    (answers) => listStep(answers, language),
  ]
}

function listStep(answers: readonly ToolAnswer[], language: Language): DemoStep {
  const items = contentsIn(answers.at(-1)?.output ?? '')
  const list = items.map((item) => `- [ ] ${item}`).join('\n')
  const heading =
    language === 'zh'
      ? `待办里现在有 ${items.length} 件事：`
      : `Your list has ${items.length} open ${items.length === 1 ? 'item' : 'items'}:`
  return { text: `${heading}\n\n${list}` }
}

function contentsIn(output: string): string[] {
  return [...output.matchAll(/"content"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map((match) =>
    String(JSON.parse(match[1] ?? '""')),
  )
}

/** What stands behind "todo:", cut at commas, lines and "and"; a wish without a list gets a list for a week. */
function itemsOf(wish: string, language: Language): string[] {
  const list = /[:：]\s*([\s\S]+)$/.exec(wish)?.[1] ?? wish.replace(INTRODUCTION, '')
  const items = list
    .split(/\n|[,;，；、。]|\band\b|(?:和|然后)/i)
    .map((item) =>
      item
        .replace(/^\s*(?:[-*•]|\d+[.)])\s*/, '')
        .replace(/[.!?！？\s]+$/, '')
        .trim(),
    )
    .filter((item) => item !== '')
  const isList = /[:：]/.test(wish) || items.length > 1
  return (isList ? items : weekFor(list.trim(), language)).slice(0, ITEMS_MAX)
}

const INTRODUCTION =
  /^.*?\b(?:to-?dos?(?: list)?|task list|checklist|plan)\b(?:\s+(?:for|of|to|with|my|our|the|a)\b)*|^.*?(?:待办|清单|安排|计划|规划)(?:一下|事项)?/i

function weekFor(subject: string, language: Language): string[] {
  const what = subject.replace(/[.!?。！？]+$/, '').trim()
  if (language === 'zh') {
    const named = what || '这一周'
    return [
      `写下${named}最重要的三件事`,
      `周一：先做${named}里最难的一件`,
      '周三：看看进度，去掉不必要的',
      '周五：收尾',
      '周日：回顾，并定下下一周',
    ]
  }
  const named = what || 'week'
  return [
    `Name the three things that matter most (${named})`,
    'Monday: do the hardest one first',
    'Wednesday: look at what is done, drop what is not needed',
    'Friday: finish what is open',
    'Sunday: look back, and plan the next one',
  ]
}
