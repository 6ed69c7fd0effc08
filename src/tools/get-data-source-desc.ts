import * as z from 'zod'
import { defineTool } from '../agent/tool'
import { beginningOf, textOf } from './preview-text'

export const dataSourceName = z.enum(['yahoo_finance'])

export const getDataSourceDesc = defineTool({
  name: 'mshtools-get_data_source_desc',
  description:
    'Tell which APIs a data source has and which parameters they take. Call it before get_data_source. yahoo_finance has ' +
    'prices of shares, funds, indices and currencies.',
  input: z.strictObject({ data_source_name: dataSourceName.describe('One of: yahoo_finance.') }),
  effect: 'none',
  run: async ({ data_source_name }, { connectors }) => connectors.dataSource(data_source_name).description,
  preview: ({ data_source_name }, result = '') => ({
    kind: 'text',
    title: textOf(data_source_name),
    ...beginningOf(result),
  }),
})
