import { expect, test } from 'vitest'
import { imageSizeOf, svgSizeOf } from '../../src/tools/image-size'
import { png } from '../support/pictures'

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)))

const zeros = (count: number) => new Array<number>(count).fill(0)

test('the size of a picture is what its head says', async () => {
  const size = { width: 300, height: 5 }
  expect(imageSizeOf(await png(300, 5))).toEqual(size)
  expect(imageSizeOf(bytes('GIF89a', [0x2c, 1, 5, 0]))).toEqual(size)
  const app = [0xff, 0xe0, 0, 4, 1, 2]
  expect(imageSizeOf(bytes([0xff, 0xd8], app, [0xff, 0xff, 0xc2, 0, 17, 8, 0, 5, 1, 0x2c, 3]))).toEqual(size)
  expect(imageSizeOf(bytes('RIFF', zeros(4), 'WEBPVP8 ', zeros(10), [0x2c, 1, 5, 0]))).toEqual(size)
  expect(imageSizeOf(bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), [0x2f, 0x2b, 0x01, 0x01, 0]))).toEqual(size)
  expect(imageSizeOf(bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), [0x2b, 1, 0, 4, 0, 0]))).toEqual(size)
})

test('what is no picture, or ends before its head does, has no size', async () => {
  for (const length of [0, 3, 12, 20]) expect(imageSizeOf((await png(3, 3)).slice(0, length))).toBeUndefined()
  expect(imageSizeOf(bytes([0xff, 0xd8, 0, 0]))).toBeUndefined()
  expect(imageSizeOf(bytes('GIF89a', zeros(4)))).toBeUndefined()
  expect(imageSizeOf(bytes('plain text, and enough of it to look'))).toBeUndefined()
})

test('an SVG has the size of its attributes, else of its box', () => {
  expect(svgSizeOf('<svg width="720" height="400px" viewBox="0 0 1 1">')).toEqual({ width: 720, height: 400 })
  expect(svgSizeOf('<?xml?><svg width="100%" viewBox="0 0 30 20.4"><svg width="1"/>')).toEqual({
    width: 30,
    height: 20,
  })
  expect(svgSizeOf('<svg>')).toBeUndefined()
})
