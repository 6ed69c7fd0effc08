import { ToolError } from '../../agent/tool'
import { eachElement } from './xml'

/** The main part of an office document: where the archive's own relationships say, else where programs usually put it. */
export function findPart(
  parts: Map<string, Uint8Array>,
  usual: string,
  type: string,
): { name: string; xml: Uint8Array } {
  let name = usual
  const relationships = parts.get('_rels/.rels')
  if (relationships) {
    eachElement(relationships, ['Relationship'], ({ attributes: { Type = '', Target = '' } }) => {
      if (Type.endsWith(`/${type}`)) name = Target.replace(/^\//, '')
    })
  }
  const xml = parts.get(name) ?? parts.get(usual)
  if (!xml)
    throw new ToolError('The document lacks its main part: it is damaged, or of another kind than its name says.')
  return { name: parts.has(name) ? name : usual, xml }
}
