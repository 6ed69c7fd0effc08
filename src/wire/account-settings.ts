import * as z from 'zod/mini'
import { endpoint } from './endpoint'

export const AccountSettings = z.object({
  /** Whether a call that could carry private data out waits for the person. True unless they turned it off. */
  approvals: z.boolean(),
})
export type AccountSettings = z.infer<typeof AccountSettings>

export const getAccountSettings = endpoint({
  method: 'get',
  path: '/api/account-settings',
  summary: 'What holds in all of your conversations',
  reply: AccountSettings,
  errors: ['setup_required'],
})

export const updateAccountSettings = endpoint({
  method: 'patch',
  path: '/api/account-settings',
  summary: 'Change what holds in all of your conversations',
  scope: 'person',
  body: z.strictObject({ approvals: z.optional(z.boolean()) }),
  reply: AccountSettings,
  errors: ['bad_request', 'forbidden_origin', 'setup_required'],
})
export type AccountSettingsChange = z.infer<typeof updateAccountSettings.body>
