import type { Language } from '../read-turn'
import { escapeHtml, type SiteSection, sectionHtml } from './page'

export interface SiteEdit {
  file: 'index.html' | 'styles.css'
  /** What is done, as a clause: "the colour becomes green". */
  summary: string
  /** An honest word for the answer. */
  note: string
  changes: { find: RegExp; replace: (line: string) => string }[]
}

/** What a wish wants changed on a page that the demo model made. */
export function readEdit(wish: string, language: Language): SiteEdit {
  return (
    titleEdit(wish, language) ??
    hoursEdit(wish, language) ??
    colourEdit(wish, language) ??
    themeEdit(wish, language) ??
    noteEdit(wish, language)
  )
}

const COLOURS: [word: RegExp, hue: number, chroma: number, zh: string][] = [
  [/\bgreen\b|绿/i, 145, 1, '绿色'],
  [/\bblue\b|蓝/i, 250, 1, '蓝色'],
  [/\b(?:red|crimson)\b|红/i, 25, 1.2, '红色'],
  [/\b(?:orange|brown)\b|橙|棕/i, 55, 1.1, '橙色'],
  [/\b(?:yellow|gold|golden)\b|黄|金/i, 90, 1, '黄色'],
  [/\b(?:purple|violet|lilac)\b|紫/i, 305, 1, '紫色'],
  [/\bpink\b|粉/i, 350, 1, '粉色'],
  [/\b(?:teal|turquoise|cyan)\b|青/i, 195, 1, '青色'],
  [/\b(?:gr[ae]y|black|white|monochrome)\b|灰|黑白/i, 0, 0, '灰色'],
]

function colourEdit(wish: string, language: Language): SiteEdit | undefined {
  const colour = COLOURS.find(([word]) => word.test(wish))
  if (!colour) return undefined
  const [word, hue, chroma, zh] = colour
  const named = language === 'zh' ? zh : (word.exec(wish)?.[0].toLowerCase() ?? '')
  return {
    file: 'styles.css',
    summary: language === 'zh' ? `颜色换成${named}` : `the colour becomes ${named}`,
    note:
      language === 'zh'
        ? '整页的颜色都来自一个色相，所以只改了一处。'
        : 'All colours of the page come from one hue, so the change is small.',
    changes: [
      { find: /^ {2}--hue: /, replace: () => `  --hue: ${hue};` },
      { find: /^ {2}--chroma: /, replace: () => `  --chroma: ${chroma};` },
    ],
  }
}

function themeEdit(wish: string, language: Language): SiteEdit | undefined {
  const theme = /\bdark(?:er)?\b|\bnight\b|深色|暗/i.test(wish)
    ? 'dark'
    : /\b(?:light(?:er)?|bright(?:er)?)\b|浅色|亮/i.test(wish)
      ? 'light'
      : undefined
  if (!theme) return undefined
  const zh = theme === 'dark' ? '深色' : '浅色'
  return {
    file: 'index.html',
    summary: language === 'zh' ? `页面默认为${zh}` : `the page opens ${theme}`,
    note: language === 'zh' ? '右上角的按钮仍可切换。' : 'The button at the top still switches it.',
    changes: [{ find: /^<html /, replace: (line) => line.replace(/data-theme="\w+"/, `data-theme="${theme}"`) }],
  }
}

const TITLE =
  /\b(?:title|heading|headline|name|call (?:it|the (?:page|site)))\b(?:[^"“]{0,30}?\b(?:to|as|be|into|is)\b)?\s*["“]?([^"”\n]{1,60}?)["”]?\s*[.!]?$|(?:标题|名字|名称)[^"“「]{0,6}?(?:改|换|变|设)(?:成|为|作)?\s*["“「]?([^"”」。！\n]{1,40})/i
const RENAME = /\brename\b.*?\bto\s+["“]?([^"”\n]{1,60}?)["”]?\s*[.!]?$/i

function titleEdit(wish: string, language: Language): SiteEdit | undefined {
  const match = TITLE.exec(wish)
  const title = (RENAME.exec(wish)?.[1] ?? match?.[1] ?? match?.[2])?.trim()
  if (!title) return undefined
  const safe = escapeHtml(title)
  // A function: in a string, `$&` of somebody's title would mean the match.
  const inside = (tag: string) => (line: string) =>
    line.replace(
      new RegExp(`(<${tag}[^>]*>).*(</${tag[0] === 'a' ? 'a' : tag}>)`),
      (_, open: string, close: string) => `${open}${safe}${close}`,
    )
  return {
    file: 'index.html',
    summary: language === 'zh' ? `标题改成“${title}”` : `the title becomes “${title}”`,
    note:
      language === 'zh' ? '浏览器标签、页眉和大标题都改了。' : 'It stands in the browser tab, the bar and the heading.',
    changes: [
      { find: /<title>/, replace: inside('title') },
      { find: /<a class="brand"/, replace: inside('a class="brand"') },
      { find: /<h1>/, replace: inside('h1') },
    ],
  }
}

function hoursEdit(wish: string, language: Language): SiteEdit | undefined {
  if (!/\b(?:opening|business) (?:hours|times)\b|\bhours\b|营业时间|开放时间/i.test(wish)) return undefined
  const said = /[:：]\s*(.+)$/s.exec(wish)?.[1]?.trim()
  const zh = language === 'zh'
  const title = zh ? '营业时间' : 'Opening hours'
  const example = zh
    ? [
        ['周一', '休息'],
        ['周二至周五', '7:00 – 18:00'],
        ['周六、周日', '8:00 – 14:00'],
      ]
    : [
        ['Monday', 'closed'],
        ['Tuesday to Friday', '7:00 – 18:00'],
        ['Saturday and Sunday', '8:00 – 14:00'],
      ]
  const note = zh
    ? '你没有说具体时间，我放的是示例，请核对。'
    : 'You named no times, so these are examples. Please check them.'
  return added(
    { title, rows: said ? [[said]] : example },
    zh ? '加上了营业时间' : 'the opening hours are added',
    said ? '' : note,
  )
}

/** The demo model does not understand free wishes; it puts the words on the page and says so. */
function noteEdit(wish: string, language: Language): SiteEdit {
  const zh = language === 'zh'
  const subject = (
    zh
      ? /(?:加上?|添加?|增加)(?:一个|一段|一些)?\s*([^，。！？\n]{1,30})/
      : /\badd\s+(?:an?\s+|some\s+|the\s+)?([^.,!?\n]{1,50})/i
  ).exec(wish)?.[1]
  const title = subject ? subject.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : zh ? '新的愿望' : 'A new wish'
  return added(
    { title, rows: [[wish]] },
    zh ? `加了一段“${title}”` : `a section “${title}” is added`,
    zh
      ? '我是演示模型，不会自由地理解这个愿望，所以把你的话原样放进了页面。会改的有：颜色、深浅、标题、营业时间。'
      : 'I am the demo model and cannot understand a free wish, so your words now stand on the page as they are. What I can change: the colour, light or dark, the title, the opening hours.',
  )
}

function added(section: SiteSection, summary: string, note: string): SiteEdit {
  return {
    file: 'index.html',
    summary,
    note,
    changes: [{ find: /^ {2}<\/main>$/, replace: (line) => `${sectionHtml(section)}${line}` }],
  }
}
