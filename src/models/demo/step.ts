import type { DemoTurn, ToolAnswer } from './read-turn'

export interface DemoCall {
  name: string
  input: Record<string, unknown>
}

/** What the demo model says in one step; without calls the turn ends there. */
export interface DemoStep {
  reasoning?: string
  text: string
  calls?: DemoCall[]
}

/** Steps in order, each made from what the tools have answered so far in this turn. */
export type Plan = readonly ((answers: readonly ToolAnswer[]) => DemoStep)[]

/** The step whose calls have not been answered yet. A tool's failure ends every plan with an honest word. */
export function nextStep(plan: Plan, turn: DemoTurn): DemoStep {
  const failed = turn.answers.find((answer) => answer.failed)
  if (failed) return failureStep(turn, failed)
  let answered = 0
  for (const make of plan) {
    const step = make(turn.answers.slice(0, answered))
    const missing = step.calls?.find((call) => !turn.tools.includes(call.name))
    if (missing) return missingStep(turn, missing.name)
    if (!step.calls?.length || answered >= turn.answers.length) return step
    answered += step.calls.length
  }
  return { text: turn.language === 'zh' ? '完成了。' : 'Done.' }
}

function failureStep({ language }: DemoTurn, { name, output }: ToolAnswer): DemoStep {
  const text =
    language === 'zh'
      ? `\`${name}\` 失败了，它说：\n\n> ${quoted(output)}\n\n我是演示模型，只会照固定的步骤做，所以先停在这里。`
      : `\`${name}\` failed. It said:\n\n> ${quoted(output)}\n\nI am the demo model and follow a fixed plan, so I stop here.`
  return { text }
}

function missingStep({ language }: DemoTurn, name: string): DemoStep {
  const text =
    language === 'zh'
      ? `这件事需要工具 \`${name}\`，可它现在不可用，所以我做不了。`
      : `That needs the tool \`${name}\`, which is not available here, so I cannot do it.`
  return { text }
}

function quoted(text: string): string {
  return text.slice(0, 600).replaceAll('\n', '\n> ')
}
