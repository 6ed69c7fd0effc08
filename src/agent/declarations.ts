import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'
import * as z from 'zod'
import type { Tool } from './tool'

/** The tools as the model is told of them; none carries an `execute`, the session runs them. */
export function declareTools(tools: readonly Tool[]): LanguageModelV4FunctionTool[] {
  return tools.map(({ name, description, input }) => {
    const { $schema, ...inputSchema } = z.toJSONSchema(input, { io: 'input' })
    // zod and the AI SDK type JSON Schema differently; the value is the same document.
    return {
      type: 'function',
      name,
      description,
      inputSchema: inputSchema as LanguageModelV4FunctionTool['inputSchema'],
    }
  })
}
