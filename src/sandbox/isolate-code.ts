import * as z from 'zod'

const Manifest = z.object({
  build: z.string(),
  modules: z.record(z.string(), z.object({ file: z.string(), kind: z.enum(['js', 'wasm', 'json', 'data']) })),
})

interface Program {
  /** The folder of the assets in which it lies. */
  folder: string
  mainModule: string
  compatibilityDate: string
  /** Enforced by the platform alone. */
  limits?: WorkerLoaderWorkerCode['limits']
}

export interface IsolateCode {
  /** Changes with the program and with what it is made of. */
  build: string
  code: WorkerLoaderWorkerCode
}

/** Reads a program for an isolate of its own, without network, from the assets: it is larger than a Worker may be. */
export async function readIsolateCode(assets: Fetcher, program: Program): Promise<IsolateCode> {
  const { folder, mainModule, compatibilityDate, limits } = program
  const read = async (file: string) => {
    const response = await assets.fetch(`http://assets/${folder}/${file}`)
    if (response.ok && !response.headers.get('content-type')?.startsWith('text/html')) return response
    throw new Error(`The asset ${folder}/${file} is missing. Build the console anew with npm run build.`)
  }
  const { build, modules } = Manifest.parse(await (await read('manifest.json')).json())
  const loaded = Object.entries(modules).map(async ([name, { file, kind }]) => {
    const response = await read(file)
    if (kind === 'js') return [name, { js: await response.text() }] as const
    if (kind === 'json') return [name, { json: await response.json() }] as const
    const bytes = await response.arrayBuffer()
    return [name, kind === 'wasm' ? { wasm: bytes } : { data: bytes }] as const
  })
  return {
    build,
    code: {
      compatibilityDate,
      mainModule,
      modules: Object.fromEntries(await Promise.all(loaded)),
      globalOutbound: null,
      ...(limits ? { limits } : {}),
    },
  }
}
