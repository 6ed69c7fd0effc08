/** A PNG of one colour, with every byte that a reader asks for. */
export async function png(width: number, height: number): Promise<Uint8Array> {
  const head = new Uint8Array([...uint32(width), ...uint32(height), 8, 2, 0, 0, 0])
  const rows = new Uint8Array((width * 3 + 1) * height).map((_, at) => (at % (width * 3 + 1) === 0 ? 0 : 90))
  const packed = await new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))).bytes()
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  return new Uint8Array([...signature, ...chunk('IHDR', head), ...chunk('IDAT', packed), ...chunk('IEND', [])])
}

function chunk(name: string, data: Iterable<number>): number[] {
  const body = [...new TextEncoder().encode(name), ...data]
  return [...uint32(body.length - 4), ...body, ...uint32(crc32(body))]
}

function crc32(bytes: number[]): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
}
