import { expect, test } from 'vitest'
import * as z from 'zod'
import type { PublishedSite } from '../../src/agent/tool'
import { Preview } from '../../src/wire/preview'
import { brokenInputs, callTool, previewOf, toolNamed } from '../support/tool-call'
import { inWorkspace, type WorkspaceTest } from '../support/workspace'

const site: PublishedSite = {
  deploymentId: 'dep_1',
  slug: 'abc',
  url: '/sites/abc/',
  title: 'Bakery',
  folder: 'output/site',
  files: 2,
  sizeBytes: 42,
  outsideHosts: [],
  openHosts: [],
}

/** The publisher itself has its own tests; here it tells which folder it was asked for. */
function deploy(place: WorkspaceTest, local_dir: string, asked: string[] = [], made: PublishedSite = site) {
  const publish = async (folder: string) => {
    asked.push(folder)
    return made
  }
  return callTool('deploy_website', { type: 'static', local_dir }, place, { publish })
}

test.each(['/mnt/okcomputer/output/site', 'output/site/', './output/site'])('%s is deployed and its URL told', (dir) =>
  inWorkspace(async (place) => {
    await place.change((files) => files.write('output/site/index.html', '<h1>Hi</h1>'))
    const asked: string[] = []
    const { content, preview } = await deploy(place, dir, asked)
    expect(asked).toEqual(['output/site'])
    expect(content).toBe('The site is online at /sites/abc/ (2 files, 42 bytes). Give this URL to the user.')
    expect(preview).toEqual({
      kind: 'site',
      title: 'Bakery',
      folder: 'output/site',
      url: '/sites/abc/',
      deploymentId: 'dep_1',
      files: 2,
      sizeBytes: 42,
    })
  }),
)

test('the whole workspace may be the site', () =>
  inWorkspace(async (place) => {
    await place.change((files) => files.write('index.html', 'x'))
    const asked: string[] = []
    await deploy(place, '/mnt/okcomputer/', asked)
    expect(asked).toEqual([''])
  }))

test('a folder that cannot be a site is answered with what to do', () =>
  inWorkspace(async (place) => {
    await expect(deploy(place, 'output')).rejects.toThrow('"output" has no files')
    await expect(deploy(place, '../etc')).rejects.toThrow('leaves the workspace')
    await place.change((files) => files.write('output/a.txt', 'x'))
    await expect(deploy(place, 'output')).rejects.toThrow('no index.html directly in it. Write one')
    await place.change((files) => files.write('output/site/index.html', 'x'))
    await expect(deploy(place, 'output')).rejects.toThrow('but "output/site" has. Deploy that folder')
    await expect(deploy(place, 'output/site/index.html')).rejects.toThrow('is a file. Name the folder')
    await expect(deploy(place, '/mnt/okcomputer')).rejects.toThrow('The workspace root has no index.html')
  }))

test('its parameters are those of the contract', () => {
  const { input, effect } = toolNamed('deploy_website')
  expect(effect).toBe('keyed')
  expect(input.safeParse({ type: 'dynamic', local_dir: 'a' }).success).toBe(false)
  expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({
    required: ['type', 'local_dir'],
    properties: { type: { type: 'string', enum: ['static'] }, local_dir: { type: 'string' } },
  })
})

test('before it is online the folder is seen and no URL', () => {
  const preview = previewOf('deploy_website', { local_dir: '/mnt/okcomputer/output/site' })
  expect(preview).toMatchObject({ kind: 'site', folder: 'output/site', url: null, files: null })
  for (const input of brokenInputs) Preview.parse(previewOf('deploy_website', input))
})

test('the model hears which hosts its files name in vain', () =>
  inWorkspace(async (place) => {
    await place.change((files) => files.write('output/site/index.html', 'x'))
    const hosts = { outsideHosts: ['img.test', 'maps.test'], openHosts: ['maps.test'] }
    const { content } = await deploy(place, 'output/site', [], { ...site, ...hosts })
    expect(content).toContain('Its files name img.test: links there work')
  }))
