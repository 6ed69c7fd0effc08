/** Random, 128 bits. */
export function newConversationId(): string {
  return `c_${crypto.randomUUID().replaceAll('-', '')}`
}

/** The conversation that a first chat message of this account makes: a repeat finds the same one. */
export async function conversationIdFor(account: string, messageId: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([account, messageId]))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `c_${[...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
