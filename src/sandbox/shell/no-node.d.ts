/**
 * Stands for what just-bash's types name of Node and undici, which would make a Worker's globals look like Node's: see
 * `paths` in tsconfig.json.
 */
export type LookupFunction = never
