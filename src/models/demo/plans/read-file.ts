import { numberedLines } from '../numbered-lines'
import type { DemoTurn, Language, ToolAnswer } from '../read-turn'
import type { DemoStep, Plan } from '../step'

const QUOTED_LINES = 12

/** Reads the file with the real tool and quotes what is in it. */
export function readFilePlan({ language }: DemoTurn, path: string): Plan {
  const zh = language === 'zh'
  return [
    () => ({
      reasoning: zh
        ? `愿望里提到了 ${path}，我用 read_file 读它。`
        : `The wish names ${path}; I read it with read_file.`,
      text: zh ? '我来读这个文件。' : 'I read the file.',
      calls: [{ name: 'mshtools-read_file', input: { file_path: path } }],
    }),
    (answers) => quoteStep(answers, path, language),
  ]
}

function quoteStep(answers: readonly ToolAnswer[], path: string, language: Language): DemoStep {
  const lines = numberedLines(answers.at(-1)?.output ?? '')
  const shown = lines.slice(0, QUOTED_LINES).join('\n').replaceAll('```', "'''")
  const name = path.split('/').at(-1) ?? path
  if (shown.trim() === '') return { text: language === 'zh' ? `**${name}** 是空的。` : `**${name}** is empty.` }
  const more = lines.length > QUOTED_LINES
  if (language === 'zh') {
    return {
      text: `**${name}** 的开头是：\n\n\`\`\`\n${shown}\n\`\`\`\n\n${more ? `读到的还有 ${lines.length - QUOTED_LINES} 行。` : '就这些。'}我是演示模型，只能引用，不能理解它。`,
    }
  }
  return {
    text: `**${name}** begins like this:\n\n\`\`\`\n${shown}\n\`\`\`\n\n${more ? `I read ${lines.length - QUOTED_LINES} more lines.` : 'That is all of it.'} I am the demo model: I can quote a file, not understand it.`,
  }
}
