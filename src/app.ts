import { Hono } from 'hono'
import { identifyCaller, refuseForeignOrigin } from './routes/caller'
import { chat } from './routes/chat'
import { serveConsole } from './routes/console'
import type { HonoEnv } from './routes/context'
import { conversations } from './routes/conversations'
import { deployments } from './routes/deployments'
import { events } from './routes/events'
import { files } from './routes/files'
import { onError, onNotFound } from './routes/on-error'
import { rebuilds } from './routes/rebuilds'
import { assignRequestId } from './routes/request-id'
import { securityHeaders } from './routes/security-headers'
import { serveSiteHost, sites } from './routes/sites'
import { models, openDoors } from './routes/system'
import { turns } from './routes/turns'

/** Middleware in order, then the resources. */
export const app = new Hono<HonoEnv>()

app.onError(onError)
app.notFound(onNotFound)

app.use(assignRequestId)
app.use(serveSiteHost)
app.route('/', sites)
app.use(serveConsole)
app.use(securityHeaders)
app.use(refuseForeignOrigin)
app.route('/', openDoors)
app.use('/api/*', identifyCaller)
app.route('/', chat)
app.route('/', conversations)
app.route('/', turns)
app.route('/', events)
app.route('/', files)
app.route('/', deployments)
app.route('/', models)
app.route('/', rebuilds)
