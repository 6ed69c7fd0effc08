import { cleanup, render, waitFor } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import { Preview } from '../../src/wire/preview'
import { PreviewView } from '../src/previews/preview'
import { examples } from './support/preview-examples'

afterEach(cleanup)

test('there is an example of every kind', () => {
  const kinds = Preview.def.options.map((option) => option.def.shape.kind.def.values[0])
  expect(Object.keys(examples).sort()).toEqual(kinds.sort())
})

for (const place of ['row', 'panel'] as const) {
  test.each(Object.entries(examples))(`%s shows what it holds in a ${place}`, async (_, { preview, shows }) => {
    const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} place={place} />)
    // The first chart and the first table wait for their module.
    for (const words of shows) await waitFor(() => expect(container.textContent).toContain(words), { timeout: 20_000 })
  })
}

test('an image is fetched from the workspace', () => {
  const { container } = render(
    <PreviewView preview={examples.image.preview} conversation="c1" isGrowing={false} place="row" />,
  )
  expect(container.querySelector('img')?.getAttribute('src')).toBe('/api/conversations/c1/files/cat.png')
})

test('no picture that a search found is loaded by itself', () => {
  const { container } = render(
    <PreviewView preview={examples.search.preview} conversation="c1" isGrowing={false} place="row" />,
  )
  expect(container.querySelectorAll('img, [style]')).toHaveLength(0)
  const links = [...container.querySelectorAll('a')]
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    'https://tea.example/green',
    'https://pots.example/small.jpg',
    'https://pots.example/1.jpg',
    'https://pots.example/',
  ])
  expect(container.querySelector('.remote-image button')?.getAttribute('title')).toBe('https://pots.example/small.jpg')
  for (const link of links) expect(link.getAttribute('rel')).toBe('noopener noreferrer')
})

test('a page of the web shows its picture from the workspace, and what it says stays text', () => {
  const preview: Preview = {
    kind: 'page',
    title: '<b>Shop</b>',
    url: 'https://shop.example/a?b=1',
    text: '<img src=x onerror=alert(1)>',
    screenshot: 'shots/1.jpg',
  }
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} place="row" />)
  const pictures = [...container.querySelectorAll('img')].map((image) => image.getAttribute('src'))
  expect(pictures).toEqual(['/api/conversations/c1/files/shots/1.jpg'])
  expect(container.querySelector('b')).toBeNull()
  expect(container.querySelector('a')?.getAttribute('href')).toBe('https://shop.example/a?b=1')
})

test('a page at an address that may not be followed has no link', () => {
  const preview = { ...examples.page.preview, url: 'javascript:alert(1)' } as Preview
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} place="row" />)
  expect(container.querySelector('a')).toBeNull()
})

test('a file that holds HTML stays text', () => {
  const { container } = render(<PreviewView preview={examples.file.preview} conversation="c1" isGrowing place="row" />)
  expect(container.querySelector('h1')).toBeNull()
})

test('a site at an address that may not be followed has no link', () => {
  const preview = { ...examples.site.preview, url: 'javascript:alert(1)' } as Preview
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} place="row" />)
  expect(container.querySelector('a')).toBeNull()
})

test('a kind that this console does not know shows its title', () => {
  const preview = { kind: 'hologram', title: 'A hologram of a cat' } as unknown as Preview
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} place="row" />)
  expect(container.textContent).toBe('A hologram of a cat')
})
