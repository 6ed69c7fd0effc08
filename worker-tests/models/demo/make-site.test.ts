import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { describe, expect, test } from 'vitest'
import { callsOf, type Files, model, play, user, workspace } from '../../support/demo'
import { hear } from '../../support/provider'

const SITE_STEPS = [['write_file', 'write_file', 'write_file'], ['deploy_website'], []]

describe('a site', () => {
  test('is written, deployed and told of with the address of the tool', async () => {
    const files: Files = new Map()
    const steps = await play([], 'Make me a page for my bakery in Lyon', workspace(files))
    expect(callsOf(steps)).toEqual(SITE_STEPS)
    expect([...files.keys()]).toEqual(['output/site/index.html', 'output/site/styles.css', 'output/site/script.js'])
    expect(JSON.parse(steps[1]?.calls[0]?.input ?? '')).toEqual({
      type: 'static',
      local_dir: '/mnt/okcomputer/output/site',
    })
    expect(steps[0]?.reasoning).toContain('Lyon')
    expect(steps[2]?.text).toContain('[/sites/k3x9q2/](/sites/k3x9q2/)')
    const page = files.get('output/site/index.html') ?? ''
    expect(page).toContain('<h1>Lyon Bakery</h1>')
    expect(page).toContain('href="styles.css"')
    expect(page).not.toMatch(/https?:\/\//)
    expect([...files.values()].join()).not.toMatch(/localStorage|sessionStorage|document\.cookie|fetch\(/)
  })

  test.each([
    ['Build a website for our chess club in Ghent', 'Chess Club', 'Ghent'],
    ['I need a landing page for a summer festival called "Nuit Blanche & Co"', 'Nuit Blanche &amp; Co', undefined],
    ['create a portfolio page for Ada Lovelace', 'Ada Lovelace', undefined],
    ['make me a page for my bakery', 'Bakery', undefined],
    ['please make a website for my flower shop in berlin', 'Flower Shop', 'Berlin'],
    ['给我在里昂的面包店做一个网页', '里昂面包店', '里昂'],
    ['帮我做一个咖啡馆的网站，名叫“慢慢”', '慢慢', undefined],
    ['Make a page for <script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;', undefined],
  ])('%s is named %s', async (wish, name, place) => {
    const files: Files = new Map()
    expect(callsOf(await play([], wish, workspace(files)))).toEqual(SITE_STEPS)
    const page = files.get('output/site/index.html') ?? ''
    expect(page).toContain(`<h1>${name}</h1>`)
    expect(page).not.toContain('<script>')
    expect(page).toContain(/\p{Script=Han}/u.test(wish) ? '<html lang="zh"' : '<html lang="en"')
    if (place) expect(page).toContain(`<p class="eyebrow">${place}</p>`)
    else expect(page).not.toContain('class="place"')
  })

  test('a second one gets its own folder', async () => {
    const files: Files = new Map()
    const prompt: LanguageModelV4Prompt = []
    await play(prompt, 'Make me a page for my bakery', workspace(files))
    await play(prompt, 'Now make a website for our wedding', workspace(files))
    expect(files.has('output/site-2/index.html')).toBe(true)
    expect(files.get('output/site/index.html')).toContain('Bakery')
  })

  test('a tool that fails is told of honestly, and the plan stops there', async () => {
    const steps = await play([], 'Make me a page for my bakery', (name) =>
      name === 'mshtools-deploy_website' ? { error: 'The disk is full.' } : '{}',
    )
    expect(callsOf(steps)).toEqual(SITE_STEPS)
    expect(steps.at(-1)?.text).toContain('The disk is full.')
    expect(steps.at(-1)?.text).not.toContain('online')
  })

  test('a tool that is not there is told of before anything is done', async () => {
    const heard = await hear(model, { prompt: [user('Make me a page for my bakery')], tools: [] })
    expect(heard).toMatchObject({ calls: [], finish: { unified: 'stop' } })
    expect(heard.text).toContain('mshtools-write_file')
  })
})
