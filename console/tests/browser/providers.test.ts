import { expect, test } from 'vitest'
import { inspect } from './support/inspect.ts'
import { tabTo } from './support/keyboard.ts'
import { scriptedHouse } from './support/scripted-house.ts'

const KEY = 'sk-browser-canary-4321'

const scene = scriptedHouse()

test('by keyboard: enter a model of one’s own, try it, talk to it, choose the other, reset', async () => {
  const visitor = await scene.house.visit({ path: '/settings' })
  const { page } = visitor
  const press = (key: string) => page.keyboard.press(key)
  const services = page.getByRole('region', { name: 'Models and services' })
  const form = services.getByRole('form', { name: 'Chat' })
  scene.provider.answer((ask) => {
    ask.say(`I am ${ask.body.model}.`)
    ask.end()
  })

  await services.getByText('scripted · set by the operator').waitFor()
  await services.getByRole('button', { name: 'Chat' }).focus()
  await press('Enter')
  await press('Tab')
  await page.keyboard.type(`${scene.provider.origin}/own/v1`)
  await press('Tab')
  await page.keyboard.type('own-model')
  await press('Tab')
  await page.keyboard.type(KEY)
  await press('Enter')
  await form.getByRole('status').getByText('Saved. It holds from the next model call on.').waitFor()
  await form.getByText('Present, ends in 4321').waitFor()
  await tabTo(page, /^Try it$/)
  await press('Enter')
  await form.getByText('own-model answered “I am own-model.”.').waitFor()
  expect(scene.provider.asked.at(-1)).toMatchObject({ url: '/own/v1/chat/completions', authorization: `Bearer ${KEY}` })
  expect(await page.content()).not.toContain(KEY)
  await visitor.picture('providers')

  await page.reload()
  await services.getByRole('button', { name: /^Chat own-model/ }).press('Enter')
  await form.getByText('Present, ends in 4321').waitFor()
  expect(await page.content()).not.toContain(KEY)
  await form.getByRole('textbox', { name: 'Address of the API' }).fill(`${scene.provider.origin}/other/v1`)
  await form.getByText('Another address forgets the saved key.').waitFor()
  expect(await form.getByRole('button', { name: 'Try it' }).isDisabled()).toBe(true)
  await form.getByRole('textbox', { name: 'Address of the API' }).fill(`${scene.provider.origin}/own/v1`)

  await page.goto(scene.house.url)
  const chooser = page.getByRole('combobox', { name: 'Model' })
  await visitor.composer.waitFor()
  expect(await chooser.inputValue()).toBe('own-model')
  await visitor.send('Who are you?')
  await visitor.answered()
  await visitor.answers.getByText('I am own-model.').waitFor()
  await chooser.focus()
  await press('ArrowDown')
  expect(await chooser.inputValue()).toBe('scripted')
  await visitor.send('And now?')
  await visitor.answered()
  await visitor.answers.getByText('I am scripted.').waitFor()
  await page.reload()
  await visitor.answers.getByText('I am scripted.').waitFor()
  expect(await chooser.inputValue()).toBe('scripted')

  await page.goto(scene.house.url)
  await visitor.composer.waitFor()
  await chooser.selectOption('scripted')
  await visitor.send('Chosen before the start')
  await visitor.answered()
  await visitor.answers.getByText('I am scripted.').waitFor()

  await page.goto(`${scene.house.url}/settings`)
  await services.getByRole('button', { name: /^Chat own-model/ }).press('Enter')
  await form.getByRole('button', { name: 'Forget' }).press('Enter')
  await form.getByText('Will be forgotten when you save.').waitFor()
  await form.getByRole('button', { name: 'Save', exact: true }).press('Enter')
  await form.getByRole('status').getByText('Saved.').waitFor()
  expect(await form.getByLabel('Key', { exact: true }).inputValue()).toBe('')
  await form.getByRole('button', { name: 'Reset' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Reset “Chat”?' })
  await dialog.getByRole('button', { name: 'Reset' }).press('Enter')
  await services.getByText('scripted · set by the operator').waitFor()
  await visitor.leave()
})

test('a search service, and what the server refuses, keep what was typed', async () => {
  const visitor = await scene.house.visit({ path: '/settings', locale: 'zh-CN', mayComplain: /status of 400/ })
  const { page } = visitor
  const services = page.getByRole('region', { name: '模型与服务' })
  const form = services.getByRole('form', { name: '搜索' })
  await services.getByRole('button', { name: /^搜索/ }).press('Enter')
  await form.getByRole('combobox', { name: '服务' }).selectOption('searxng')
  await form.getByRole('textbox', { name: '接口地址' }).fill('ftp://searx.test')
  await form.getByRole('button', { name: '保存' }).press('Enter')
  await form.getByRole('status').locator('.problem').waitFor()
  expect(await form.getByRole('textbox', { name: '接口地址' }).inputValue()).toBe('ftp://searx.test')
  await form.getByRole('textbox', { name: '接口地址' }).fill('http://127.0.0.1:9/searx')
  await form.getByRole('button', { name: '保存' }).press('Enter')
  await form.getByText('已保存，从下一次调用模型起生效。').waitFor()
  await form.getByRole('button', { name: '测试' }).press('Enter')
  await form.getByText('无法使用。').waitFor()
  await visitor.leave()
})

test('every form is readable, wide and narrow, light and dark', async () => {
  const defects: string[] = []
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const account = `?client_id=look-${viewport.width}`
    const visitor = await scene.house.visit({ path: `/settings${account}`, viewport, reducedMotion: 'reduce' })
    const { page } = visitor
    const services = page.getByRole('region', { name: 'Models and services' })
    await services.getByRole('button', { name: 'Chat' }).click()
    const form = services.getByRole('form', { name: 'Chat' })
    await form.getByRole('textbox', { name: 'Address of the API' }).fill(`${scene.provider.origin}/v1`)
    await form.getByRole('textbox', { name: 'Model' }).fill('a-model')
    await form.getByLabel('Key', { exact: true }).fill(KEY)
    await form.getByRole('button', { name: 'Save', exact: true }).click()
    await form.getByText('Present, ends in 4321').waitFor()
    await form.getByRole('button', { name: 'Try it' }).click()
    await form.getByText('It works').waitFor()
    await form.getByRole('textbox', { name: 'Address of the API' }).fill(`${scene.provider.origin}/v2`)
    await form.scrollIntoViewIfNeeded()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const found = await inspect(page, { target: 24 })
      defects.push(...found.map((defect) => `${viewport.width}, ${colorScheme}: ${defect}`))
      await visitor.picture(`providers ${viewport.width} ${colorScheme}`)
    }
    await services.getByRole('button', { name: 'Search' }).click()
    await services.getByRole('form', { name: 'Search' }).waitFor()
    defects.push(...(await inspect(page, { target: 24 })).map((defect) => `${viewport.width}, search: ${defect}`))
    await page.goto(`${scene.house.url}/${account}`)
    await visitor.composer.waitFor()
    await page.getByRole('combobox', { name: 'Model' }).waitFor()
    defects.push(...(await inspect(page, { target: 24 })).map((defect) => `${viewport.width}, chooser: ${defect}`))
    await visitor.picture(`chooser ${viewport.width}`)
    await visitor.leave()
  }
  expect(defects).toEqual([])
})
