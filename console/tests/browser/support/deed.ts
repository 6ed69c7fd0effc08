/** The name of a row of the agent's thread. Where its words have no space between them is the style's business. */
export function deed(...words: string[]): RegExp {
  const escaped = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('/', '/\\s*'))
  return new RegExp(`^${escaped.join('[\\s·]*')}`)
}
