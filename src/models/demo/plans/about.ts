import type { DemoTurn } from '../read-turn'
import type { Plan } from '../step'

/** The honest answer: what the demo model is, what it can do, and how to get a real one. */
export function aboutPlan({ wish, language }: DemoTurn): Plan {
  const heard = wish.length > 120 ? `${wish.slice(0, 119)}…` : wish
  return [() => (language === 'zh' ? chinese(heard) : english(heard))]
}

function english(wish: string) {
  return {
    reasoning: 'None of my canned plans fits this wish. I say so, and tell what I can do.',
    text: `You wrote: “${wish}”. I cannot answer that: I am the **demo model, not an AI**. I follow a few fixed plans so that you can see how OKCVM works without a key. Try one of these:

- **Make a website**: “Make me a page for my bakery in Lyon”
- **Change it**: “Make it green”, “Change the title to Chez Nous”, “Add opening hours”
- **Keep a to-do list**: “Todo: buy flour, call the mill, bake bread”
- **Read a file that you uploaded**: “What is in menu.csv?”
- **Take a while**, to try Stop: “Count to 500”

For real answers, connect any OpenAI-compatible model: set \`OKCVM_CHAT_BASE_URL\`, \`OKCVM_CHAT_MODEL\` and \`OKCVM_CHAT_API_KEY\` in the environment or in \`.dev.vars\`, then start again. It will use the same tools as I do.`,
  }
}

function chinese(wish: string) {
  return {
    reasoning: '没有哪个固定步骤适合这个愿望。我照实说，并说明我会做什么。',
    text: `你写的是：“${wish}”。这个我答不了：我是**演示模型，不是人工智能**。我只会几套固定的步骤，让你不用密钥也能看到 OKCVM 怎样工作。可以试试：

- **做一个网站**：“给我在里昂的面包店做一个网页”
- **修改它**：“换成绿色”、“把标题改成麦香小铺”、“加上营业时间”
- **列待办**：“待办：买面粉、给磨坊打电话、烤面包”
- **读你上传的文件**：“menu.csv 里有什么？”
- **慢慢来**，好试试停止：“数到 500”

想要真正的回答，请接上任何兼容 OpenAI 的模型：在环境变量或 \`.dev.vars\` 里设置 \`OKCVM_CHAT_BASE_URL\`、\`OKCVM_CHAT_MODEL\` 和 \`OKCVM_CHAT_API_KEY\`，然后重新启动。它用的工具和我一样。`,
  }
}
