/** Pyodide's files as the loader of isolates hands them over. */
declare module 'pyodide/pyodide.asm.mjs' {
  const createPyodideModule: () => Promise<unknown>
  export default createPyodideModule
}

declare module 'pyodide/pyodide.asm.wasm' {
  const module: WebAssembly.Module
  export default module
}

declare module 'pyodide/trampoline.wasm' {
  const module: WebAssembly.Module
  export default module
}

declare module 'pyodide/python_stdlib.zip' {
  const bytes: ArrayBuffer
  export default bytes
}

declare module 'pyodide/pyodide-lock.json' {
  const lock: object
  export default lock
}

declare module 'pyodide/runtime.json' {
  /** Our own Python modules, by file name. */
  const sources: Record<string, string>
  export default sources
}
