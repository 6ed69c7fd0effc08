import { become, ensureInstalled } from './install.mjs'

ensureInstalled()
become(process.argv.includes('--dev') ? 'scripts/dev.ts' : 'scripts/serve.ts', [])
