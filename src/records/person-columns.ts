/** A person as rows hold one: what their door told when they came in. */
export interface RecordedPerson {
  via: 'access' | 'oidc' | 'passphrase' | 'open'
  subject: string
  email: string | null
}

export function personOf({ via, subject, email }: RecordedPerson): RecordedPerson {
  return { via, subject, email }
}
