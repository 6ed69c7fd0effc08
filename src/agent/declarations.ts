import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider'
import * as z from 'zod'
import type { Tool } from './tool'

const declared = new WeakMap<readonly Tool[], LanguageModelV4FunctionTool[]>()

/** The tools as the model is told of them; none carries an `execute`, the session runs them. Made once per list. */
export function declareTools(tools: readonly Tool[]): LanguageModelV4FunctionTool[] {
  const known = declared.get(tools) ?? tools.map(declaration)
  declared.set(tools, known)
  return known
}

function declaration({ name, description, input }: Tool): LanguageModelV4FunctionTool {
  const { $schema, ...inputSchema } = z.toJSONSchema(input, { io: 'input' })
  // zod and the AI SDK type JSON Schema differently; the value is the same document.
  return {
    type: 'function',
    name,
    description,
    inputSchema: inputSchema as LanguageModelV4FunctionTool['inputSchema'],
  }
}
