import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import { defineConfig, type Plugin } from 'vite'
import { layIsolateFiles } from '../scripts/isolate-files.ts'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [preact({ reactAliasesEnabled: false, devToolsEnabled: false }), isolateFiles()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:8787', '/sites': 'http://127.0.0.1:8787', '/health': 'http://127.0.0.1:8787' },
  },
})

/** The Worker starts these in isolates of their own; they are assets because a Worker has no room for them. */
function isolateFiles(): Plugin {
  return {
    name: 'isolate-files',
    apply: 'build',
    writeBundle: ({ dir = 'dist' }) => layIsolateFiles(dir),
  }
}
