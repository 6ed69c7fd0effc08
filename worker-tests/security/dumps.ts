import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

/** All that D1 holds, as text. */
export async function dumpDatabase(): Promise<string> {
  const { results } = await env.DB.prepare(TABLES).all<{ name: string }>()
  const dumps = results.map(async ({ name }) => {
    const rows = await env.DB.prepare(`SELECT * FROM "${name}"`).all()
    return `${name} ${JSON.stringify(rows.results)}`
  })
  return (await Promise.all(dumps)).join('\n')
}

/** All that one Durable Object holds, bytes included. */
export function dumpObject(stub: DurableObjectStub): Promise<string> {
  return runInDurableObject(stub, (_, { storage }) => {
    const names = storage.sql.exec<{ name: string }>(TABLES).toArray()
    return names
      .map(({ name }) => `${name} ${JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray(), asText)}`)
      .join('\n')
  })
}

/** All that R2 holds, with its keys and metadata. */
export async function dumpBucket(): Promise<string> {
  const { objects } = await env.BLOBS.list({ include: ['customMetadata', 'httpMetadata'] })
  const dumps = objects.map(async ({ key, customMetadata, httpMetadata }) => {
    const body = await (await env.BLOBS.get(key))?.text()
    return `${key} ${JSON.stringify({ customMetadata, httpMetadata })} ${body}`
  })
  return (await Promise.all(dumps)).join('\n')
}

const TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"

function asText(_: string, value: unknown): unknown {
  return value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : value
}
