import { env } from 'cloudflare:workers'

/** The Durable Object behind a conversation. */
export const sessionOf = (conversation: string) => env.SESSIONS.getByName(conversation)

/** The Durable Object that counts what an account uses. */
export const meterOf = (account: string) => env.METER.getByName(account)
