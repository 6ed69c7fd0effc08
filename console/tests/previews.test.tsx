import { cleanup, render } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import { Preview } from '../../src/wire/preview'
import { PreviewView } from '../src/previews/preview'

afterEach(cleanup)

const examples: Record<Preview['kind'], { preview: Preview; shows: string[] }> = {
  text: { preview: { kind: 'text', title: 'shell', text: 'hello', cut: true }, shows: ['shell', 'hello', 'Shortened'] },
  file: {
    preview: { kind: 'file', title: 'a', path: 'site/index.html', text: '<h1>Hi</h1>', lines: 128 },
    shows: ['site/index.html', '<h1>Hi</h1>', '128 lines'],
  },
  terminal: {
    preview: {
      kind: 'terminal',
      title: 'Count the lines',
      command: 'wc -l *',
      text: '\u001b[31m3\u001b[0m a.txt\n',
      exitCode: 1,
    },
    shows: ['Count the lines', 'wc -l *', '3 a.txt', 'exit code 1'],
  },
  diff: {
    preview: {
      kind: 'diff',
      title: 'a',
      path: 'a.css',
      lines: [
        { kind: 'keep', text: 'body {' },
        { kind: 'remove', text: 'color: red' },
        { kind: 'add', text: 'color: green' },
      ],
      added: 1,
      removed: 1,
    },
    shows: ['a.css', '+1 −1', '+ color: green', '− color: red', 'body {'],
  },
  image: {
    preview: { kind: 'image', title: 'A cat', path: 'cat.png', sizeBytes: 2_100_000 },
    shows: ['cat.png', '2.1 MB'],
  },
  todos: {
    preview: {
      kind: 'todos',
      title: 'plan',
      items: [{ id: '1', content: 'Bake', priority: 'high', status: 'completed' }],
    },
    shows: ['Bake'],
  },
  page: {
    preview: {
      kind: 'page',
      title: 'Cities',
      url: 'https://example.com/cities',
      text: '[1 Lyon] has 522,000 people',
      screenshot: null,
    },
    shows: ['Cities', 'example.com', '[1 Lyon] has 522,000 people'],
  },
  search: {
    preview: {
      kind: 'search',
      title: 'tea · pots',
      service: 'Brave Search',
      searches: [
        {
          query: 'tea',
          results: [
            {
              title: 'Green tea',
              url: 'https://tea.example/green',
              host: 'tea.example',
              snippet: '<b>How</b> it is made',
              date: '2026-03-01',
            },
          ],
          images: [],
          problem: null,
        },
        {
          query: 'pots',
          results: [],
          images: [
            {
              title: 'A pot',
              url: 'https://pots.example/1.jpg',
              host: 'pots.example',
              page: 'https://pots.example/',
              thumbnail: 'https://pots.example/small.jpg',
              width: 1200,
              height: 800,
            },
          ],
          problem: null,
        },
        { query: 'cups', results: [], images: [], problem: 'The service is out of order.' },
        { query: 'nothing', results: [], images: [], problem: null },
      ],
    },
    shows: [
      'Brave Search',
      'Green tea',
      'tea.example · 2026-03-01',
      '<b>How</b> it is made',
      'A pot',
      '1200 × 800',
      'out of order',
      'Nothing was found',
    ],
  },
  site: {
    preview: {
      kind: 'site',
      title: 'Bakery',
      folder: 'output/site',
      url: '/sites/x/',
      deploymentId: 'd',
      files: 3,
      sizeBytes: 12_000,
    },
    shows: ['Bakery', 'output/site', '3 files', '12 KB'],
  },
}

test('there is an example of every kind', () => {
  const kinds = Preview.def.options.map((option) => option.def.shape.kind.def.values[0])
  expect(Object.keys(examples).sort()).toEqual(kinds.sort())
})

test.each(Object.entries(examples))('%s shows what it holds', (_, { preview, shows }) => {
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} />)
  for (const words of shows) expect(container.textContent).toContain(words)
})

test('an image is fetched from the workspace', () => {
  const { container } = render(<PreviewView preview={examples.image.preview} conversation="c1" isGrowing={false} />)
  expect(container.querySelector('img')?.getAttribute('src')).toBe('/api/conversations/c1/files/cat.png')
})

test('no picture that a search found is loaded by itself', () => {
  const { container } = render(<PreviewView preview={examples.search.preview} conversation="c1" isGrowing={false} />)
  expect(container.querySelectorAll('img, [style]')).toHaveLength(0)
  const links = [...container.querySelectorAll('a')]
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    'https://tea.example/green',
    'https://pots.example/small.jpg',
    'https://pots.example/1.jpg',
    'https://pots.example/',
  ])
  expect(container.querySelector('button')?.title).toBe('https://pots.example/small.jpg')
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
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} />)
  const pictures = [...container.querySelectorAll('img')].map((image) => image.getAttribute('src'))
  expect(pictures).toEqual(['/api/conversations/c1/files/shots/1.jpg'])
  expect(container.querySelector('b')).toBeNull()
  expect(container.querySelector('a')?.getAttribute('href')).toBe('https://shop.example/a?b=1')
})

test('a page at an address that may not be followed has no link', () => {
  const preview = { ...examples.page.preview, url: 'javascript:alert(1)' } as Preview
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} />)
  expect(container.querySelector('a')).toBeNull()
})

test('a file that holds HTML stays text', () => {
  const { container } = render(<PreviewView preview={examples.file.preview} conversation="c1" isGrowing />)
  expect(container.querySelector('h1')).toBeNull()
})

test('a site at an address that may not be followed has no link', () => {
  const preview = { ...examples.site.preview, url: 'javascript:alert(1)' } as Preview
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} />)
  expect(container.querySelector('a')).toBeNull()
})

test('a kind that this console does not know shows its title', () => {
  const preview = { kind: 'hologram', title: 'A hologram of a cat' } as unknown as Preview
  const { container } = render(<PreviewView preview={preview} conversation="c1" isGrowing={false} />)
  expect(container.textContent).toBe('A hologram of a cat')
})
