import { Hono } from 'hono'
import { accountSettings } from './routes/account-settings'
import { approvals } from './routes/approvals'
import { attachments } from './routes/attachments'
import { identifyCaller, refuseForeignOrigin } from './routes/caller'
import { chat } from './routes/chat'
import { serveConsole } from './routes/console'
import type { HonoEnv } from './routes/context'
import { conversations } from './routes/conversations'
import { allowNamedOrigins } from './routes/cors'
import { countRequest } from './routes/count-request'
import { deployments } from './routes/deployments'
import { events } from './routes/events'
import { files } from './routes/files'
import { keys } from './routes/keys'
import { oidc } from './routes/oidc'
import { onError, onNotFound } from './routes/on-error'
import { providerSettings } from './routes/provider-settings'
import { rebuilds } from './routes/rebuilds'
import { remoteImages } from './routes/remote-images'
import { assignRequestId } from './routes/request-id'
import { rewraps } from './routes/rewraps'
import { securityHeaders } from './routes/security-headers'
import { signIns } from './routes/sign-in'
import { serveSiteHost, sites } from './routes/sites'
import { models, openDoors } from './routes/system'
import { turns } from './routes/turns'
import { usage } from './routes/usage'

/** Middleware in order, then the resources. */
export const app = new Hono<HonoEnv>()

app.onError(onError)
app.notFound(onNotFound)

app.use(assignRequestId)
app.use(serveSiteHost)
app.route('/', sites)
app.use(serveConsole)
app.use(securityHeaders)
app.use('/api/*', allowNamedOrigins)
app.use(refuseForeignOrigin)
app.route('/', openDoors)
app.use('/api/*', identifyCaller)
app.use('/api/*', countRequest)
app.route('/', chat)
app.route('/', conversations)
app.route('/', turns)
app.route('/', approvals)
app.route('/', events)
app.route('/', files)
app.route('/', attachments)
app.route('/', deployments)
app.route('/', models)
app.route('/', rebuilds)
app.route('/', rewraps)
app.route('/', signIns)
app.route('/', oidc)
app.route('/', keys)
app.route('/', providerSettings)
app.route('/', usage)
app.route('/', accountSettings)
app.route('/', remoteImages)
