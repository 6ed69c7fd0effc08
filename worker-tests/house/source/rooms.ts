/** Who may import whom. A room is a file or folder directly under src/, or the console; it always sees itself. */
export interface Room {
  sees: readonly string[]
  /** Rooms that it may know by type alone: `import type`, or `import('…')` in a type. */
  knows?: readonly string[]
}

const contract = ['wire', 'errors']
const ground = [...contract, 'env', 'limits', 'telemetry', 'egress', 'object-migrations']
const belowRoutes = [
  ...ground,
  'agent',
  'tools',
  'sandbox',
  'connectors',
  'workspace',
  'models',
  'records',
  'accounts',
  'publish',
  'retention',
]

export const rooms: Record<string, Room> = {
  wire: { sees: [] },
  errors: { sees: ['wire'] },
  // A binding that leads to an object is typed by that object, so that others call it without importing it.
  env: { sees: [...contract, 'limits'], knows: ['session', 'accounts'] },
  limits: { sees: [] },
  'object-migrations': { sees: [] },
  telemetry: { sees: contract },
  egress: { sees: [...contract, 'env', 'telemetry'] },
  agent: { sees: contract },
  archives: { sees: [] },
  tools: { sees: ['wire', 'agent', 'archives'] },
  sandbox: { sees: [...ground, 'agent', 'archives'] },
  connectors: { sees: [...ground, 'agent'] },
  workspace: { sees: [...contract, 'telemetry', 'agent'] },
  models: { sees: ground },
  records: { sees: contract },
  accounts: { sees: [...ground, 'records'] },
  // Publishing fails with sentences that the model reads, so it knows the agent's ToolError.
  publish: { sees: [...contract, 'telemetry', 'agent'] },
  retention: { sees: [...ground, 'records'] },
  session: { sees: belowRoutes },
  routes: { sees: belowRoutes.filter((room) => room !== 'agent' && room !== 'tools'), knows: ['session'] },
  app: { sees: [...ground, 'routes', 'accounts'] },
  index: { sees: ['app', 'session', 'accounts', 'retention', 'env'] },
  console: { sees: ['wire'] },
}

/** Where a vendor lives. A package that stands nowhere here may be imported nowhere: add it with its rooms. */
export const vendors: readonly { packages: readonly string[]; rooms: readonly string[] }[] = [
  { packages: ['hono'], rooms: ['routes', 'app'] },
  { packages: ['drizzle-orm'], rooms: ['records'] },
  { packages: ['ai', '@ai-sdk/provider', '@ai-sdk/openai', '@ai-sdk/openai-compatible'], rooms: ['agent', 'models'] },
  { packages: ['jose', 'oauth4webapi'], rooms: ['accounts'] },
  { packages: ['htmlparser2'], rooms: ['sandbox'] },
  { packages: ['ipaddr.js'], rooms: ['egress'] },
  { packages: ['cloudflare:workers'], rooms: ['session', 'accounts', 'sandbox', 'index'] },
  // The contract is zod, and unknown things are parsed where they come in.
  { packages: ['zod'], rooms: Object.keys(rooms) },
  { packages: ['saxes'], rooms: ['tools'] },
  { packages: ['diff'], rooms: ['tools', 'sandbox'] },
  { packages: ['fflate'], rooms: ['archives', 'sandbox'] },
  {
    packages: [
      'just-bash',
      'pyodide',
      'unpdf',
      'quickjs-emscripten-core',
      '@jitl/quickjs-wasmfile-release-sync',
      '#quickjs',
    ],
    rooms: ['sandbox'],
  },
  { packages: ['preact', '@preact/signals', 'marked', 'lowlight', 'highlight.js'], rooms: ['console'] },
]
