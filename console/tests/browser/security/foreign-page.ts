import type { Call } from '../../../../worker-tests/support/operations.ts'

/** A page that tries each call in every way that a browser has to send something, with credentials and without. */
export function foreignPage(target: string, calls: readonly Call[]): string {
  return `<!doctype html>
<title>Elsewhere</title>
<output>trying</output>
<iframe name="inner" hidden></iframe>
<script type="module">
const target = ${JSON.stringify(target)}
const calls = ${JSON.stringify(calls).replaceAll('<', '\\u003c')}
let tried = 0
const soon = (work) => {
  tried += 1
  return Promise.race([Promise.resolve().then(work), new Promise((resolve) => setTimeout(resolve, 300))]).catch(() => undefined)
}
const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded']
const fetches = ({ method, body }, url) =>
  ['include', 'omit'].flatMap((credentials) => [
    ...types.map((type) => () => fetch(url, { method, body, credentials, headers: { 'content-type': type } })),
    ...['POST', 'GET'].map((simple) => () => fetch(url, { method: simple, mode: 'no-cors', credentials, body: simple === 'GET' ? undefined : body })),
    () => fetch(url, { method, body, credentials, keepalive: true, redirect: 'follow', referrerPolicy: 'no-referrer' }),
  ])
const form = (url, body, enctype, method) => {
  const made = document.createElement('form')
  Object.assign(made, { action: url, method, enctype, target: 'inner' })
  const field = document.createElement('input')
  // In text/plain the two make JSON of it: {"title":"x","a":"="}
  field.name = (body ?? '{}').replace(/}$/, ',"a":"')
  field.value = '"}'
  made.append(field)
  document.body.append(made)
  made.submit()
}
const load = (element, url) => new Promise((resolve) => {
  Object.assign(element, { onload: resolve, onerror: resolve, src: url, href: url, rel: 'prefetch' })
  document.head.append(element)
})
const socket = (url) => new Promise((resolve) => {
  const opened = new WebSocket(url.replace('http', 'ws'))
  opened.onopen = () => { opened.send('{}'); resolve() }
  opened.onerror = resolve
})
for (const call of calls) {
  const url = target + call.path
  await Promise.all([
    ...fetches(call, url),
    ...['text/plain', 'multipart/form-data', types[2]].map((enctype) => () => form(url, call.body, enctype, 'post')),
    () => form(url, call.body, types[2], 'get'),
    ...types.map((type) => () => navigator.sendBeacon(url, new Blob([call.body ?? ''], { type }))),
    () => navigator.sendBeacon(url, call.body ?? ''),
    ...['img', 'script', 'link', 'iframe', 'embed', 'audio'].map((name) => () => load(document.createElement(name), url)),
    () => socket(url),
    () => new EventSource(url, { withCredentials: true }).close(),
  ].map(soon))
}
document.querySelector('output').textContent = 'tried ' + tried + ' requests'
</script>`
}
