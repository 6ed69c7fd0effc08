import type { DemoTurn } from '../read-turn'
import { pageFor } from '../site/page'
import { readWish, type SiteWish } from '../site/read-wish'
import { SITE_SCRIPT } from '../site/script'
import { stylesFor } from '../site/styles'
import type { DemoStep, Plan } from '../step'

const ROOT = '/mnt/okcomputer/'

/** Three files, a deployment, and the address that the tool told. */
export function sitePlan(turn: DemoTurn): Plan {
  const wish = readWish(turn.wish, turn.language)
  const folder = `output/${freeFolder(turn)}`
  return [
    () => writeStep(wish, folder),
    () => ({
      text: turn.language === 'zh' ? '文件写好了，现在发布。' : 'The files are there. Now I put the site online.',
      calls: [{ name: 'mshtools-deploy_website', input: { type: 'static', local_dir: `${ROOT}${folder}` } }],
    }),
    (answers) => ({ text: finished(wish, siteUrl(answers.at(-1)?.output ?? '')) }),
  ]
}

/** The address in the sentence of `deploy_website`; undefined where it tells none. */
export function siteUrl(output: string): string | undefined {
  return /https?:\/\/[^\s"'<>)]+|\/sites\/[^\s"'<>)]+/.exec(output)?.[0].replace(/[.,;]+$/, '')
}

function writeStep(wish: SiteWish, folder: string): DemoStep {
  const files = { 'index.html': pageFor(wish), 'styles.css': stylesFor(wish.kind), 'script.js': SITE_SCRIPT }
  const calls = Object.entries(files).map(([name, content]) => ({
    name: 'mshtools-write_file',
    input: { file_path: `${folder}/${name}`, content },
  }))
  const { name, place, language, kind } = wish
  if (language === 'zh') {
    return {
      reasoning: `愿望是一个网站。名字：${name}。${place ? `地点：${place}。` : '没有提到地点。'}类型：${KINDS_ZH[kind]}。我需要三个文件：页面、样式、脚本，都放在 ${folder} 里，互相用相对路径。`,
      text: `我来给“${name}”做一个页面。`,
      calls,
    }
  }
  return {
    reasoning: `The wish is a website. Its name: ${name}. ${place ? `The place: ${place}.` : 'No place is named.'} The kind: ${kind === 'generic' ? 'none that I know, so a general one' : kind}. I need three files, a page, its styles and a script, all in ${folder} and referring to each other by relative paths.`,
    text: `I make a page for “${name}”.`,
    calls,
  }
}

const KINDS_ZH: Record<SiteWish['kind'], string> = {
  food: '美食',
  shop: '店铺',
  person: '个人',
  event: '活动',
  generic: '通用',
}

function finished({ name, language }: SiteWish, url: string | undefined): string {
  if (language === 'zh') {
    const online = url ? `“${name}”的网站上线了：[${url}](${url})` : `“${name}”的网站已经发布。`
    return `${online}\n\n我是演示模型，文字是现成的，只有名字和地点来自你的话。可以接着说：“换成绿色”、“把标题改成……”、“加上营业时间”。`
  }
  const online = url ? `The site for “${name}” is online: [${url}](${url})` : `The site for “${name}” is published.`
  return `${online}\n\nI am the demo model: the words of the page are ready-made, only its name and place come from you. Go on with “Make it green”, “Change the title to …” or “Add opening hours”.`
}

/** A second site gets a folder of its own, so that the first stays as it is. */
function freeFolder({ earlier }: DemoTurn): string {
  const paths = earlier.flatMap(({ name, input }) => (name === 'mshtools-write_file' ? [String(input.file_path)] : []))
  const isTaken = (folder: string) => paths.some((path) => path.includes(`output/${folder}/`))
  const names = ['site', ...Array.from({ length: earlier.length }, (_, at) => `site-${at + 2}`)]
  return names.find((name) => !isTaken(name)) ?? 'site'
}
