import { Hono } from 'hono'
import { decideApproval, listApprovals } from '../wire/approvals'
import type { HonoEnv } from './context'
import { mount } from './mount'

export const approvals = new Hono<HonoEnv>()

mount(approvals, listApprovals, async ({ params, caller, sessions }) => ({
  approvals: await sessions.of(params.conversation).listApprovals(caller),
}))

mount(approvals, decideApproval, ({ params, body, caller, sessions }) =>
  sessions.of(params.conversation).decideApproval(caller, params.approval, body.decision),
)
