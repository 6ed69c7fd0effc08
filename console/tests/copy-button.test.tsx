import { cleanup, fireEvent, render } from '@testing-library/preact'
import { afterEach, expect, test, vi } from 'vitest'
import { CopyButton } from '../src/ui/copy-button'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function pressed(clipboard: object | undefined) {
  vi.stubGlobal('navigator', { clipboard })
  const { getByRole, findByRole } = render(<CopyButton content={() => 'the text'} label="Copy the key" />)
  fireEvent.click(getByRole('button', { name: 'Copy the key' }))
  return (name: RegExp) => findByRole('button', { name })
}

test('what was copied says so', async () => {
  const writeText = vi.fn(async () => undefined)
  const button = await pressed({ writeText })
  await button(/^Copied$/)
  expect(writeText).toHaveBeenCalledWith('the text')
})

test('where the browser has no clipboard or refuses it, the button says what to do', async () => {
  await (await pressed(undefined))(/^Not copied.*Select the text/)
  cleanup()
  const writeText = vi.fn(async () => Promise.reject(new Error('Not allowed.')))
  await (await pressed({ writeText }))(/^Not copied/)
})
