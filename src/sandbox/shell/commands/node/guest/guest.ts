import { bytes } from './bytes'
import { files } from './files'
import { inspecting } from './inspecting'
import { modules } from './modules'
import { paths } from './paths'
import { printing } from './printing'
import { processes } from './process'

/** The program that prepares the interpreter; its value is a function that takes the host. */
export function guestSource(): string {
  const parts = [inspecting, printing, bytes, files, paths, processes, modules]
  // A bundler may name functions by a helper of its own, which is not there.
  return `globalThis.__name = (it) => it; (host) => { const kit = { host }; for (const part of [${parts.join(', ')}]) part(kit) }`
}
