import { addFetchTools } from '../../support/fetch-tools'

/** Takes the place of src/tools/index.ts: the real tools, and those that ask an address. */
addFetchTools()

export { findTool, tools } from '../../../src/tools/index'
