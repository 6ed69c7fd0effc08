import { aboutPlan } from './plans/about'
import { editPlan } from './plans/edit-site'
import { countPlan, longTextPlan } from './plans/long-answer'
import { sitePlan } from './plans/make-site'
import { readFilePlan } from './plans/read-file'
import { todoPlan } from './plans/todo-list'
import type { DemoTurn } from './read-turn'
import type { Plan } from './step'

/** Which of the canned plans a wish means; what none of them fits gets an honest answer. */
export function planFor(turn: DemoTurn): Plan {
  const count = COUNT.exec(turn.wish)
  if (count) return countPlan(turn, Number(count[1] ?? count[2]))
  const site = lastSite(turn)
  if (wantsNewSite(turn.wish, site)) return sitePlan(turn)
  if (LONG_TEXT.test(turn.wish)) return longTextPlan(turn)
  const file = fileNamed(turn)
  if (file) return readFilePlan(turn, file)
  if (TODO.test(turn.wish)) return todoPlan(turn)
  if (site && EDIT.test(turn.wish)) return editPlan(turn, site)
  return aboutPlan(turn)
}

const COUNT = /\bcount (?:up )?to (\d{1,6})\b|数到\s*(\d{1,6})/i
const LONG_TEXT = /\b(?:write|tell)\b.*\b(?:long|essay|story)\b|长文|长篇|写一(?:篇|个).*(?:故事|文章)/i
const TODO = /\bto-?dos?\b|\btask list\b|\bchecklist\b|\bplan (?:my|our|the|a)\b|待办|清单|(?:安排|计划|规划)/i
const EDIT =
  /\b(?:make|turn|change|add|remove|rename|update|edit|replace|set|put|use|call|switch|paint|colou?r|darker|lighter|bigger)\b|改|换|变|加|添|删|更新|调|用/i

const PAGE = '(?:web ?sites?|sites?|web ?pages?|pages?|homepages?|landing pages?|portfolios?)'
const MAKE = String.raw`\b(?:make|build|create|design|write|generate|need|want|like|have|set up|put up)\b[^.!?\n]{0,40}`
const NEW_SITE = [
  new RegExp(String.raw`${MAKE}\b(?:an?|another|new)\b[^.!?\n]{0,40}\b${PAGE}\b`, 'i'),
  new RegExp(String.raw`\b(?:an?|new|another)\b[^.!?\n]{0,30}\b${PAGE}\b[^.!?\n]{0,20}\bfor\b`, 'i'),
  new RegExp(String.raw`^${PAGE} for\b`, 'i'),
  /(?:做|建|写|造|搭|创建|生成|设计|制作|想要|需要|弄|来)[^。！？\n]{0,30}(?:网页|网站|主页|页面|官网|站点)/,
]
/** "build our website" asks for one only while there is none. */
const OWN_SITE = new RegExp(String.raw`${MAKE}\b(?:my|our)\b[^.!?\n]{0,40}\b${PAGE}\b`, 'i')

/** "the page", "这个网页": a page that is there already. */
const KNOWN_PAGE =
  /\b(?:the|this|that|it|its)\b[^.!?\n]{0,20}\b(?:page|site|website)\b|(?:把|这个|那个)[^。！？\n]{0,6}(?:网页|网站|页面)/i

function wantsNewSite(wish: string, site: string | undefined): boolean {
  if (KNOWN_PAGE.test(wish)) return false
  return NEW_SITE.some((form) => form.test(wish)) || (site === undefined && OWN_SITE.test(wish))
}

/** The folder of the site that was published last. */
function lastSite({ earlier }: DemoTurn): string | undefined {
  const deployed = earlier.findLast(({ name, failed }) => name === 'mshtools-deploy_website' && !failed)
  return typeof deployed?.input.local_dir === 'string' ? deployed.input.local_dir : undefined
}

/** A file that the wish names: an upload, or any name with an extension that is to be read. */
function fileNamed({ wish, uploads }: DemoTurn): string | undefined {
  const upload = uploads.findLast((path) => wish.includes(path.split('/').at(-1) ?? path))
  if (upload) return upload
  const named =
    /(?:^|[\s"'`“「《(])((?:[\w\-./]|\p{Script=Han})+\.(?:csv|tsv|txt|md|json|html?|css|js|ts|xml|ya?ml|log|pdf|docx|xlsx|pptx))\b/iu.exec(
      wish,
    )?.[1]
  if (named && READ.test(wish)) return named
  return uploads.length > 0 && READ.test(wish) && THE_FILE.test(wish) ? uploads.at(-1) : undefined
}

const READ =
  /\b(?:read|open|show|look at|what(?:'s| is| does)|summari[sz]e|print)\b|读|看|打开|显示|里有什么|内容|总结/i
const THE_FILE = /\b(?:file|upload|attachment|document|table|spreadsheet)\b|文件|附件|表格|文档|上传/i
