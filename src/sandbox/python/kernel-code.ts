import * as z from 'zod'

const Manifest = z.object({
  build: z.string(),
  modules: z.record(z.string(), z.object({ file: z.string(), kind: z.enum(['js', 'wasm', 'json', 'data']) })),
})

export interface KernelCode {
  /** Changes with Pyodide and with our own part of it: a snapshot fits one build only. */
  build: string
  code: WorkerLoaderWorkerCode
}

/** Reads what runs in Python's isolate from the assets: it is far larger than a Worker may be. */
export async function readKernelCode(assets: Fetcher): Promise<KernelCode> {
  const read = async (file: string) => {
    const response = await assets.fetch(`http://assets/python/${file}`)
    if (response.ok && !response.headers.get('content-type')?.startsWith('text/html')) return response
    throw new Error(`The asset python/${file} is missing. Build the console anew with npm run build.`)
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
      // Later dates bring parts of Node, and Pyodide would take the isolate for it.
      compatibilityDate: '2025-06-01',
      mainModule: 'kernel.js',
      modules: Object.fromEntries(await Promise.all(loaded)),
      globalOutbound: null,
    },
  }
}
