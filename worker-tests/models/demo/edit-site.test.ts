import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { describe, expect, test } from 'vitest'
import { callsOf, type Files, play, workspace } from '../../support/demo'

describe('an edit of the site', () => {
  const EDIT_STEPS = [['read_file'], ['edit_file'], ['deploy_website'], []]

  async function edited(wish: string, first = 'Make me a page for my bakery in Lyon') {
    const files: Files = new Map()
    const prompt: LanguageModelV4Prompt = []
    const run = workspace(files)
    await play(prompt, first, run)
    return {
      steps: await play(prompt, wish, run),
      page: () => files.get('output/site/index.html') ?? '',
      css: files.get('output/site/styles.css') ?? '',
    }
  }

  test.each([
    ['make it green', '--hue: 145;'],
    ['Change the colour to blue, please', '--hue: 250;'],
    ['换成紫色', '--hue: 305;'],
  ])('%s', async (wish, line) => {
    const { steps, css } = await edited(wish)
    expect(callsOf(steps)).toEqual(EDIT_STEPS)
    expect(css).toContain(line)
    expect(steps.at(-1)?.text).toContain('/sites/k3x9q2/')
  })

  test.each([
    ['Change the title to Chez Nous', 'Chez Nous'],
    ['rename it to "Salt & Crumb $&"', 'Salt &amp; Crumb $&amp;'],
    ['把标题改成“麦香小铺”', '麦香小铺'],
  ])('%s', async (wish, title) => {
    const { steps, page } = await edited(wish)
    expect(callsOf(steps)).toEqual([['read_file'], ['edit_file', 'edit_file', 'edit_file'], ['deploy_website'], []])
    expect(page()).toContain(`<title>${title}</title>`)
    expect(page()).toContain(`<h1>${title}</h1>`)
    expect(page()).toContain(`<a class="brand" href="#top">${title}</a>`)
  })

  test('opening hours that were told stand there; untold ones are called examples', async () => {
    const told = await edited('Add opening hours: Monday to Friday, 7 to 18')
    expect(callsOf(told.steps)).toEqual(EDIT_STEPS)
    expect(told.page()).toContain('Monday to Friday, 7 to 18')
    const untold = await edited('add opening hours')
    expect(untold.page()).toContain('<h2>Opening hours</h2>')
    expect(untold.steps.at(-1)?.text).toContain('examples')
  })

  test('dark, and anything else as a section with the words of the wish', async () => {
    expect((await edited('make it dark')).page()).toContain('data-theme="dark"')
    const added = await edited('add a section about our <sourdough>')
    expect(callsOf(added.steps)).toEqual(EDIT_STEPS)
    expect(added.page()).toContain('our &lt;sourdough&gt;')
    expect(added.steps.at(-1)?.text).toContain('demo model')
  })

  test('a file that was changed beyond recognition is left alone', async () => {
    const files: Files = new Map()
    const prompt: LanguageModelV4Prompt = []
    await play(prompt, 'Make me a page for my bakery', workspace(files))
    files.set('output/site/styles.css', 'body { color: red }')
    const steps = await play(prompt, 'make it green', workspace(files))
    expect(callsOf(steps)).toEqual([['read_file'], []])
    expect(files.get('output/site/styles.css')).toBe('body { color: red }')
  })
})
