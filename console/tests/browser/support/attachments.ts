import { crc32, deflateSync } from 'node:zlib'
import type { Visitor } from './visitor.ts'

/** Answers every kept attachment: rows as CSV, pictures in the size that is asked for. Says what was asked. */
export async function keepAttachments({ page }: Visitor): Promise<string[]> {
  const asked: string[] = []
  await page.route('**/attachments/**', async (route) => {
    const url = new URL(route.request().url())
    asked.push(url.pathname.split('/').at(-1) + url.search)
    if (url.pathname.endsWith('att_rows')) {
      const headers = { 'content-disposition': 'attachment; filename="sales.csv"' }
      return route.fulfill({ contentType: 'text/csv', headers, body: 'order,city\r\n1000,Lyon\r\n' })
    }
    const width = Number(url.searchParams.get('width') ?? 1200)
    await route.fulfill({ contentType: 'image/png', body: png(width, Math.round((width * 2) / 3)) })
  })
  return asked
}

/** A picture of that size: a sky over a field. */
function png(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const colour = y < height * 0.6 ? [140, 190, 230] : [120, 160, 90]
    return Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()])
  })
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  frame.set(body, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}
