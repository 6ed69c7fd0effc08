/** The text of wrangler.toml with this D1 database in its production environment; the default one stays local. */
export function withProductionDatabase(toml: string, databaseId: string): string {
  const section = /(\[\[env\.production\.d1_databases\]\][^[]*?database_id = ")[^"]*(")/
  if (!section.test(toml)) {
    throw new Error(
      'wrangler.toml names no D1 database in its production environment. Put [[env.production.d1_databases]] back.',
    )
  }
  return toml.replace(section, `$1${databaseId}$2`)
}
