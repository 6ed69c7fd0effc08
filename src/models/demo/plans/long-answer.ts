import type { DemoTurn } from '../read-turn'
import type { Plan } from '../step'

const COUNT_MAX = 2000

/** Long on purpose: time enough to try Stop, or to reload in the middle. */
export function countPlan({ language }: DemoTurn, wished: number): Plan {
  const last = Math.min(Math.max(1, wished), COUNT_MAX)
  const numbers = Array.from({ length: last }, (_, at) => at + 1).join(language === 'zh' ? '，' : ', ')
  const limit =
    wished > COUNT_MAX ? (language === 'zh' ? `我最多数到 ${COUNT_MAX}。` : `I count to ${COUNT_MAX} at most. `) : ''
  return [() => ({ text: `${limit}${numbers}${language === 'zh' ? '。' : '.'}` })]
}

export function longTextPlan({ language }: DemoTurn): Plan {
  return [
    () => ({
      reasoning: language === 'zh' ? CHINESE.reasoning : ENGLISH.reasoning,
      text: longText(language === 'zh' ? CHINESE : ENGLISH),
    }),
  ]
}

interface Text {
  reasoning: string
  title: string
  opening: string
  hours: string[]
  /** What is seen at that hour; `{hour}` is replaced. */
  scenes: string[]
  closing: string
}

function longText({ title, opening, hours, scenes, closing }: Text): string {
  const paragraphs = hours.map((hour, at) => (scenes[at % scenes.length] ?? '').replace('{hour}', hour))
  return [`## ${title}`, opening, ...paragraphs, closing].join('\n\n')
}

const ENGLISH: Text = {
  reasoning: 'A long text is wanted. I have one ready; it is the same every time.',
  title: 'A day in a small harbour',
  opening:
    'This text is stored in the demo model. It is long so that you can watch it arrive, stop it, or reload the page while it runs.',
  hours: [
    'At five',
    'At six',
    'Towards eight',
    'At ten',
    'At noon',
    'At two',
    'Around four',
    'At six in the evening',
    'At eight',
    'Near midnight',
  ],
  scenes: [
    '{hour} the water is the colour of slate and nothing moves except a rope that has come loose and taps against a mast. The lamp on the pier is still lit. Somebody has left a pair of gloves on the bollard, palms up, as if they were waiting for rain.',
    '{hour} the boats are out, small and definite on the line where the water ends. On the quay the crates are stacked in fours, and a boy counts them aloud, loses count at thirty-one, and begins again without being told to.',
    '{hour} the café opens its one shutter. The coffee is strong and the talk is about the weather, which here is not small talk at all: it decides who works and who mends nets, who eats early and who eats late.',
    '{hour} the tide has turned. The stones along the wall are dark up to a level that everyone can read like a clock, and the gulls move down with the water, stepping sideways, each keeping exactly its distance from the next.',
    '{hour} an old man paints the name on the stern of his boat for the third time this year. The letters are a little larger each time, because his eyes are a little worse, and nobody who passes says a word about it.',
  ],
  closing:
    'Then the lamp on the pier is lit again, the loose rope is tied, and the day that looked like every other has been, as every day here is, entirely its own.',
}

const CHINESE: Text = {
  reasoning: '要一篇长文。我有一篇现成的，每次都一样。',
  title: '小港的一天',
  opening: '这篇文字存在演示模型里。它很长，好让你看着它一点点出现，试试停止，或者在中途刷新页面。',
  hours: ['清晨五点', '六点', '快到八点', '十点', '正午', '下午两点', '四点左右', '傍晚六点', '晚上八点', '将近午夜'],
  scenes: [
    '{hour}，海水是石板的颜色，什么都不动，只有一根松了的绳子轻轻敲着桅杆。码头上的灯还亮着。有人把一副手套忘在缆桩上，掌心朝上，像在等雨。',
    '{hour}，船已经出去了，小小的，清清楚楚地停在水天相接的那条线上。岸边的箱子四个一摞，一个男孩大声数着，数到三十一忘了，没有人吩咐，他又从头数起。',
    '{hour}，咖啡馆拉起它唯一的一扇卷帘。咖啡很浓，人们谈的是天气。在这里天气不是闲话：它决定谁出海，谁补网，谁早吃饭，谁晚吃饭。',
    '{hour}，潮水转了。墙边的石头湿到一条线，人人都能像看钟一样读它。海鸥跟着水往下走，一只挨着一只，总隔着同样的距离。',
    '{hour}，一位老人今年第三次给自己的船尾描名字。每一次字都大一点，因为他的眼睛每一次都差一点。路过的人谁也不提。',
  ],
  closing: '后来码头上的灯又亮了，松了的绳子系好了。这一天看起来和别的日子一样，却和这里的每一天一样，只属于它自己。',
}
