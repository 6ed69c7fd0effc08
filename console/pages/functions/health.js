export { passOn as onRequest } from '../pass-on.js'
