import * as z from 'zod'
import { defineTool, ToolError, type WorkspaceFiles } from '../agent/tool'
import { shownPath } from './preview-text'

export const deployWebsite = defineTool({
  name: 'mshtools-deploy_website',
  description:
    'Publish a folder of the workspace as a static website and get its URL. index.html must lie directly in the folder, ' +
    'and everything that the site needs must lie in it too and be referred to relatively (styles.css, images/a.png). ' +
    'Each deployment gets a new URL; the files that were deployed do not follow later edits, so deploy again after a ' +
    'change. Give the URL to the user.',
  input: z.strictObject({
    type: z.enum(['static']).describe('Always "static".'),
    local_dir: z.string().describe('The folder, like /mnt/okcomputer/output/site.'),
  }),
  effect: 'keyed',

  async run({ local_dir }, { files, publish }) {
    const folder = files.resolve(local_dir)
    refuseWithoutIndex(folder, files)
    return publish.site(folder)
  },

  content: ({ url, files, sizeBytes, outsideHosts, openHosts }) => {
    const online = `The site is online at ${url} (${files} ${files === 1 ? 'file' : 'files'}, ${sizeBytes} bytes). Give this URL to the user.`
    const closed = outsideHosts.filter((host) => !openHosts.includes(host))
    return closed.length === 0 ? online : `${online} ${closedSentence(closed)}`
  },

  preview: ({ local_dir }, site) => ({
    kind: 'site',
    title: site?.title ?? shownPath(local_dir),
    folder: site?.folder ?? shownPath(local_dir),
    url: site?.url ?? null,
    deploymentId: site?.deploymentId ?? null,
    files: site?.files ?? null,
    sizeBytes: site?.sizeBytes ?? null,
  }),
})

const HOSTS_TOLD = 10

function closedSentence(hosts: readonly string[]): string {
  const told = hosts.slice(0, HOSTS_TOLD).join(', ') + (hosts.length > HOSTS_TOLD ? ' and others' : '')
  return `Its files name ${told}: links there work, and so do scripts, styles and fonts of the well-known libraries, but nothing else is loaded from or sent to another host unless the user opens it beside the site's preview.`
}

/** The publisher refuses too, but only here is it known what the model could have meant. */
function refuseWithoutIndex(folder: string, files: WorkspaceFiles): void {
  const inFolder = folder === '' ? 'index.html' : `${folder}/index.html`
  if (files.find(inFolder)) return
  const named = folder === '' ? 'The workspace root' : `"${folder}"`
  if (folder !== '' && files.find(folder)) throw new ToolError(`${named} is a file. Name the folder it lies in.`)
  const [deeper] = files.list(folder).filter(({ path }) => path.endsWith('/index.html'))
  if (deeper) {
    const there = deeper.path.slice(0, -'/index.html'.length)
    throw new ToolError(`${named} has no index.html directly in it, but "${there}" has. Deploy that folder instead.`)
  }
  if (files.list(folder).length === 0) {
    throw new ToolError(`${named} has no files. Write index.html there first, then deploy.`)
  }
  throw new ToolError(`${named} has no index.html directly in it. Write one there, then deploy again.`)
}
