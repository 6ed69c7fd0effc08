import wasm from 'pyodide/pyodide.asm.wasm'
import stdlib from 'pyodide/python_stdlib.zip'
import trampoline from 'pyodide/trampoline.wasm'

/** How far Python's memory may grow: an isolate has 128 MB, and files and the interpreter's own JavaScript lie there too. */
const HEAP_MAX_BYTES = 80 * 1024 * 1024

const HOME = 'http://kernel/'

/**
 * What Pyodide looks for where it runs. An isolate may not compile WebAssembly, so each module is handed over compiled;
 * and nothing is fetched. Import this before Pyodide.
 */
Object.assign(globalThis, {
  location: { href: HOME, toString: () => HOME },
  addEventListener() {},
  removeEventListener() {},
  // Letting go of Python's objects while Python is paused breaks its memory; what is not let go of ends with the isolate.
  FinalizationRegistry: class {
    register() {}
    unregister() {}
  },
  okcvmTrampoline: trampoline,
  okcvmHeapMax: HEAP_MAX_BYTES,
  fetch: async (address: unknown) => {
    const name = String(address).slice(String(address).lastIndexOf('/') + 1)
    if (name === 'pyodide.asm.wasm') return { ok: true }
    if (name === 'python_stdlib.zip') return new Response(stdlib)
    throw new Error(`There is no network in here, and no ${name}.`)
  },
})

const failure = Promise.withResolvers<never>()

/** Rejects where the interpreter cannot be started, as for want of memory; Pyodide itself would wait for ever. */
export const startFailure = failure.promise
startFailure.catch(() => {})

Object.assign(WebAssembly, {
  // Pyodide would wait for a small module of its own, but threads compile it that may be busy, and a start that waits for
  // them alone is taken for one that hangs. Without the module it does the same in JavaScript.
  async compile() {
    throw new WebAssembly.CompileError('An isolate may not compile WebAssembly.')
  },
  async instantiateStreaming(_response: unknown, imports: WebAssembly.Imports) {
    try {
      return { instance: new WebAssembly.Instance(wasm, imports), module: wasm }
    } catch (error) {
      failure.reject(error)
      throw error
    }
  },
})
