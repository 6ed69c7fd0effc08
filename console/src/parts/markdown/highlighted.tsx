import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Longer code stays plain: colouring it would hold the page for longer than it is worth. */
const MAX_CHARS = 50_000

/** Code, coloured once the highlighter is there. Plain where the language is unknown or empty. */
export function Highlighted({ code, language }: { code: string; language: string }) {
  const [coloured, setColoured] = useState<{ code: string; nodes: ComponentChildren } | undefined>(undefined)
  useEffect(() => {
    if (language === '' || code.length > MAX_CHARS) return
    let isCurrent = true
    void import('./highlight').then(
      ({ highlight }) => isCurrent && setColoured({ code, nodes: highlight(code, language) }),
      () => undefined, // offline before the first use: the code is readable without colours
    )
    return () => {
      isCurrent = false
    }
  }, [code, language])
  return <code>{coloured?.code === code ? coloured.nodes : code}</code>
}

const languageByEnding: Record<string, string> = {
  css: 'css',
  html: 'html',
  htm: 'html',
  xml: 'xml',
  svg: 'xml',
  js: 'javascript',
  mjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  json: 'json',
  md: 'markdown',
  py: 'python',
  sh: 'bash',
  sql: 'sql',
  yml: 'yaml',
  yaml: 'yaml',
}

/** The language of a file by its name; empty where we colour none. */
export function languageOf(path: string): string {
  return languageByEnding[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? ''
}
