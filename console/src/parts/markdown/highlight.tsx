import bash from 'highlight.js/lib/languages/bash'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import markdown from 'highlight.js/lib/languages/markdown'
import python from 'highlight.js/lib/languages/python'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'
import type { ComponentChildren } from 'preact'

const lowlight = createLowlight({ bash, css, diff, javascript, json, markdown, python, sql, typescript, xml, yaml })

/** Code as coloured elements; as it is where the language is unknown. */
export function highlight(code: string, language: string): ComponentChildren {
  if (!lowlight.registered(language)) return code
  return childrenOf(lowlight.highlight(language, code))
}

type Root = ReturnType<typeof lowlight.highlight>
type Parent = Root | Extract<Root['children'][number], { type: 'element' }>

function childrenOf(parent: Parent): ComponentChildren {
  return parent.children.map((node) => {
    if (node.type === 'text') return node.value
    if (node.type !== 'element') return null
    const names = node.properties.className
    return <span class={Array.isArray(names) ? names.join(' ') : ''}>{childrenOf(node)}</span>
  })
}
