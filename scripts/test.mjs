import { become, ensureInstalled } from './install.mjs'

ensureInstalled()
become('scripts/check.ts', process.argv.slice(2))
