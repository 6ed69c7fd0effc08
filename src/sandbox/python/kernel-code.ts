import { type IsolateCode, readIsolateCode } from '../isolate-code'

/** What runs in Python's isolate. A snapshot fits one build only. */
export function readKernelCode(assets: Fetcher): Promise<IsolateCode> {
  return readIsolateCode(assets, {
    folder: 'python',
    mainModule: 'kernel.js',
    // Later dates bring parts of Node, and Pyodide would take the isolate for it.
    compatibilityDate: '2025-06-01',
  })
}
