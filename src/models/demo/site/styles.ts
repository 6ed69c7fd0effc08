import type { SiteKind } from './read-wish'

export const HUES: Record<SiteKind, number> = { food: 48, shop: 165, person: 265, event: 340, generic: 225 }

/** styles.css of the site. All colours come from `--hue` and `--chroma`, so that one line repaints the page. */
export function stylesFor(kind: SiteKind): string {
  return `:root {
  --hue: ${HUES[kind]};
  --chroma: 1;
  --paper: oklch(0.985 calc(0.012 * var(--chroma)) var(--hue));
  --card: oklch(1 0 0);
  --ink: oklch(0.24 calc(0.03 * var(--chroma)) var(--hue));
  --muted: oklch(0.46 calc(0.03 * var(--chroma)) var(--hue));
  --line: oklch(0.89 calc(0.025 * var(--chroma)) var(--hue));
  --accent: oklch(0.53 calc(0.14 * var(--chroma)) var(--hue));
  --glow: oklch(0.85 calc(0.1 * var(--chroma)) calc(var(--hue) + 30));
  --soft: oklch(0.94 calc(0.04 * var(--chroma)) var(--hue));
  --on-accent: oklch(0.99 0 0);
  color-scheme: light;
}

[data-theme='dark'] {
  --paper: oklch(0.19 calc(0.02 * var(--chroma)) var(--hue));
  --card: oklch(0.24 calc(0.025 * var(--chroma)) var(--hue));
  --ink: oklch(0.95 calc(0.012 * var(--chroma)) var(--hue));
  --muted: oklch(0.76 calc(0.025 * var(--chroma)) var(--hue));
  --line: oklch(0.34 calc(0.03 * var(--chroma)) var(--hue));
  --accent: oklch(0.76 calc(0.13 * var(--chroma)) var(--hue));
  --glow: oklch(0.5 calc(0.1 * var(--chroma)) calc(var(--hue) + 30));
  --soft: oklch(0.28 calc(0.04 * var(--chroma)) var(--hue));
  --on-accent: oklch(0.18 0 0);
  color-scheme: dark;
}

* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 5rem; }

body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.65 ui-sans-serif, system-ui, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif;
  transition: background 0.3s, color 0.3s;
}

h1, h2, h3, blockquote, .brand, .tagline {
  font-family: 'Iowan Old Style', 'Palatino Linotype', Palatino, Georgia, 'Songti SC', 'Noto Serif CJK SC', serif;
  font-weight: 600;
  line-height: 1.12;
  text-wrap: balance;
}

h1 { font-size: clamp(2.75rem, 7vw, 5.25rem); letter-spacing: -0.02em; margin: 0.5rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: clamp(1.75rem, 4vw, 2.75rem); letter-spacing: -0.01em; margin: 0 0 1.5rem; }
h3 { font-size: 1.3rem; margin: 0 0 0.5rem; }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 6px; }

.bar {
  position: sticky; top: 0; z-index: 2;
  display: flex; align-items: center; gap: 1.5rem;
  padding: 0.9rem max(1.25rem, calc(50vw - 34rem));
  background: color-mix(in oklch, var(--paper) 86%, transparent);
  backdrop-filter: blur(12px);
  border-bottom: 1px solid var(--line);
}
.brand { font-size: 1.2rem; text-decoration: none; margin-right: auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav { display: flex; gap: 1.25rem; font-size: 0.95rem; }
nav a { text-decoration: none; color: var(--muted); white-space: nowrap; }
nav a:hover { color: var(--accent); }
.theme { border: 1px solid var(--line); background: none; color: inherit; border-radius: 50%; inline-size: 2.25rem; block-size: 2.25rem; font-size: 1.1rem; line-height: 1; cursor: pointer; }

main > * { padding: clamp(3.5rem, 9vw, 7rem) max(1.25rem, calc(50vw - 34rem)); margin: 0; }
.hero { display: grid; grid-template-columns: 1.1fr 0.9fr; align-items: center; gap: clamp(2rem, 5vw, 5rem); padding-block: clamp(2.5rem, 7vw, 6rem); }
.eyebrow { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; font-size: 0.875rem; }
.tagline { font-size: clamp(1.3rem, 2.6vw, 1.75rem); font-weight: 400; margin: 0 0 1rem; }
.lead { color: var(--muted); max-width: 34rem; margin: 0 0 2rem; }
.action { display: inline-block; padding: 0.85rem 1.6rem; border-radius: 999px; background: var(--accent); color: var(--on-accent); text-decoration: none; font-weight: 600; transition: transform 0.2s; }
.action:hover { transform: translateY(-2px); }

.art { width: 100%; border-radius: 2rem; background: var(--soft); }
.sun { fill: var(--glow); }
.ground { fill: color-mix(in oklch, var(--accent) 22%, var(--soft)); }
.main { fill: var(--accent); }
.paper { fill: var(--card); }
.dot { fill: var(--ink); }
.line { fill: none; stroke: var(--ink); stroke-width: 9; stroke-linecap: round; stroke-linejoin: round; }
.line.soft { stroke: color-mix(in oklch, var(--ink) 45%, transparent); stroke-width: 7; }

.about { background: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1.25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; padding: 1.75rem; }
.card p { margin: 0; color: var(--muted); }

.hint { margin: -0.75rem 0 1.5rem; color: var(--muted); }
.count { color: var(--accent); font-weight: 600; }
.list { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.list button { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; width: 100%; padding: 1.1rem 0.25rem; border: 0; border-bottom: 1px solid var(--line); background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; transition: padding 0.2s; }
.list b { font-size: 1.2rem; flex: 1 1 12rem; }
.list b::before { content: '○'; color: var(--accent); margin-inline-end: 0.75rem; }
.list [aria-pressed='true'] b::before { content: '●'; }
.list span { color: var(--muted); }
.list button:hover { padding-inline-start: 0.9rem; }

blockquote { background: var(--accent); color: var(--on-accent); text-align: center; font-size: clamp(1.6rem, 4.2vw, 2.9rem); font-weight: 400; }
.visit p, .more p { max-width: 40rem; margin: 0 0 0.75rem; }
.place { font-weight: 600; color: var(--accent); }
.more { padding-block-start: 0; }
.row { display: flex; justify-content: space-between; gap: 2rem; padding-block: 0.5rem; border-bottom: 1px solid var(--line); }
footer { padding: 2rem max(1.25rem, calc(50vw - 34rem)); border-top: 1px solid var(--line); color: var(--muted); font-size: 0.9rem; }

.waits { opacity: 0; transform: translateY(18px); }
.shown { opacity: 1; transform: none; transition: opacity 0.7s, transform 0.7s; }

@media (max-width: 44rem) {
  .hero { grid-template-columns: 1fr; }
  nav { display: none; }
}

@media (prefers-reduced-motion: reduce) {
  html { scroll-behavior: auto; }
  .waits { opacity: 1; transform: none; }
}
`
}
