/**
 * Stands for zod's fifty languages, which the AI SDK's way of importing zod would put into the Worker whole: see `alias` in
 * wrangler.toml. English is what zod speaks unless told.
 */
export { default as en } from 'zod/v4/locales/en.js'
