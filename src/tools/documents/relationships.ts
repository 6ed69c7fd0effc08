import { eachElement } from './xml'

/** Targets by relationship id, of one part: `word/document.xml` has its own in `word/_rels/document.xml.rels`. */
export function relationshipsOf(part: string, parts: Map<string, Uint8Array>): Map<string, string> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const xml = parts.get(`${folder}_rels/${part.slice(slash + 1)}.rels`)
  const targets = new Map<string, string>()
  if (!xml) return targets
  eachElement(xml, ['Relationship'], ({ attributes: { Id = '', Target = '', TargetMode } }) => {
    targets.set(Id, TargetMode === 'External' ? Target : partName(folder, Target))
  })
  return targets
}

/** `../slides/slide1.xml` as seen from `ppt/_rels/` lies at `ppt/slides/…`; `/ppt/x.xml` starts at the root. */
function partName(folder: string, target: string): string {
  const names: string[] = []
  for (const name of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (name === '..') names.pop()
    else if (name !== '' && name !== '.') names.push(name)
  }
  return names.join('/')
}
