/** Whose files nobody but the operator of the host puts there: what a site loads from them cannot be an attacker's. */
export const CURATED_HOSTS: readonly string[] = [
  'cdnjs.cloudflare.com',
  'ajax.googleapis.com',
  'code.jquery.com',
  'cdn.tailwindcss.com',
  'fonts.googleapis.com',
  'fonts.gstatic.com',
  'use.fontawesome.com',
  'cdn.plot.ly',
  'd3js.org',
]

/** Well known too, but anybody may publish a package there. */
const OPEN_HOSTS: readonly string[] = ['cdn.jsdelivr.net', 'unpkg.com', 'esm.sh']

/** Where sites may load scripts, styles and fonts from, unasked; nothing else, and they may send nothing there. */
export const LIBRARY_HOSTS: readonly string[] = [...CURATED_HOSTS, ...OPEN_HOSTS]

/** Names that look like addresses and are never asked: namespaces and vocabularies. */
export const NAMESPACES: readonly RegExp[] = [
  /https?:\/\/www\.w3\.org\/(?:\d{4}\/[\w/.-]*|XML\/1998\/namespace|TR\/[\w/.-]*|ns\/[\w/.-]*)#?(?=["'\s<>)\\&]|$)/g,
  /https?:\/\/schema\.org\/?[A-Za-z]*(?=["'\s<>)\\&]|$)/g,
  /https?:\/\/www\.sitemaps\.org\/schemas\/sitemap\/0\.9(?=["'\s<>)\\&]|$)/g,
  /https?:\/\/json-schema\.org\/(?:draft-\d+|draft\/[\d-]+)\/schema#?(?=["'\s<>)\\&]|$)/g,
  /https?:\/\/ogp\.me\/ns#?(?=["'\s<>)\\&]|$)/g,
  /http:\/\/purl\.org\/dc\/[\w/.-]*(?=["'\s<>)\\&]|$)/g,
  /http:\/\/creativecommons\.org\/ns#?(?=["'\s<>)\\&]|$)/g,
  /http:\/\/www\.inkscape\.org\/namespaces\/inkscape(?=["'\s<>)\\&]|$)/g,
  /http:\/\/sodipodi\.sourceforge\.net\/DTD\/sodipodi-0\.dtd(?=["'\s<>)\\&]|$)/g,
  /http:\/\/ns\.adobe\.com\/[\w/.-]*(?=["'\s<>)\\&]|$)/g,
]
