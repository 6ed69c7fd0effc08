import { allowSites } from '../allow-sites.js'

export const onRequest = async ({ next, env }) => allowSites(await next(), env.SITES_HOST)
