import { deployed } from '../../support/deployed'
import type { Random } from '../../support/random'
import type { Surface } from '../requests/declared'
import { settings, type Tenant, tenant } from './account'
import type { Attack } from './attack'
import type { Stranger } from './fuzz'
import { everythingOf, Knowledge } from './knowledge'

let strangers = 0

/** Someone with an account of their own, which no battle before has used up, who signs in by cookie, by keys, wrongly, or not at all. */
export async function stranger(surfaces: Surface[]): Promise<Stranger & { self: () => Tenant }> {
  const name = `ben-${++strangers}`
  let self = await tenant(name)
  const keyOf = async (scopes: string[]) => {
    const { cookie } = self
    const made = await deployed(settings).send('POST', '/api/keys', { name: 'Mine', scopes }, { cookie })
    const { secret } = await made.json<{ secret: string }>()
    // Its first use is written down, which would tell that request from the next.
    await deployed(settings).fetch('/api/caller', { headers: { authorization: `Bearer ${secret}` } })
    return secret
  }
  const keys = [await keyOf(['chat']), await keyOf(['read'])]
  const knowledge = new Knowledge()
  await self.own.newConversation({ 'notes.txt': 'of a stranger' })
  await everythingOf(self, surfaces, knowledge)
  return {
    knowledge,
    self: () => self,
    credentials: (random) => credentialsOf(self, keys, random),
    async recover({ operation }: Attack) {
      // Of a new conversation only itself is read: they become so many that reading them all each time never ends.
      if (operation === 'deleteConversation')
        knowledge.learn({ conversations: [await self.own.newConversation({ 'notes.txt': 'of a stranger' })] })
      // It signed itself out.
      if (operation === 'deleteSignIn') self = await tenant(name)
    },
  }
}

function credentialsOf({ cookie }: Tenant, keys: string[], random: Random): Record<string, string> {
  const luck = random.next()
  if (luck < 0.65) return { cookie }
  if (luck < 0.85) return { authorization: `Bearer ${random.pick(keys)}` }
  if (luck < 0.9) return { cookie: `${cookie}x` }
  return {}
}
