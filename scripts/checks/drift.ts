import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runNode } from '../program.ts'
import { type Check, failed, passed } from './check.ts'

/** drizzle-kit takes a folder relative to the project only. */
const COPY = 'dist/migrations'

/** The schema and the migrations say the same: generating against a copy must add nothing. */
export const migrationsAgree: Check = {
  name: 'migrations match the schema',
  async run(signal) {
    rmSync(join(root, COPY), { recursive: true, force: true })
    cpSync(join(root, 'migrations'), join(root, COPY), { recursive: true })
    const schema = ['--dialect', 'sqlite', '--schema', 'src/records/schema.ts', '--out', COPY]
    const { code, output } = await runNode('drizzle-kit/bin.cjs', ['generate', ...schema], { signal })
    const fresh = sqlIn(COPY).filter((name) => !sqlIn('migrations').includes(name))
    if (code === 0 && fresh.length === 0) return passed()
    return failed(`src/records/schema.ts and migrations/ differ. Run npm run db:generate and commit.\n${output}`)
  },
}

function sqlIn(folder: string): string[] {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith('.sql'))
}
