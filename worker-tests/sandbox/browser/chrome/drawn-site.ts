/** What only a browser that runs scripts can show, and what a page may try to get out by. */
export const OTHER = 'other.test'

const html = (text: string, headers: Record<string, string> = {}) =>
  new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })

const pages: Record<string, () => Response> = {
  '/list': () =>
    html(`<title>List</title><main></main><script type="module">
      const { names } = await (await fetch('/names.json')).json()
      const add = () => { document.querySelector('main').innerHTML += names.map((n) => '<p>' + n + '</p>').join('') }
      add()
      const more = document.createElement('div')
      more.textContent = 'More'
      more.onclick = add
      document.body.append(more)
    </script>`),
  '/names.json': () => Response.json({ names: ['Ada', 'Grace'] }),
  '/cookie': () => html(`<script>document.cookie = 'made=by-script; path=/'</script><a href="/shown">Go</a>`),
  '/framework': () =>
    html(`<input aria-label="Name"><output>nobody</output><script>
      const field = document.querySelector('input')
      let kept = ''
      Object.defineProperty(field, 'value', { get: () => kept, set: () => {}, configurable: true })
      field.addEventListener('input', () => {
        kept = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').get.call(field)
        document.querySelector('output').textContent = 'Hello ' + kept
      })</script>`),
  '/unseen': () =>
    html('<p>Seen</p><p style="visibility:hidden">Ghost</p><style>.no{display:none}</style><p class="no">Trap</p>'),
  '/shadow': () =>
    html(`<x-card><b slot="t">Slotted</b></x-card><script>customElements.define('x-card', class extends HTMLElement {
      constructor() { super().attachShadow({ mode: 'open' }).innerHTML = '<p>Card</p><slot name="t"></slot><a href="/list">In shadow</a>' } })</script>`),
  '/windows': () =>
    html(`<a target="_blank" href="/list">Blank</a> <button onclick="window.open('/unseen')">Opens</button>
      <button onclick="alert('Hi there'); document.title = confirm('Sure?') ? 'yes' : 'no'">Asks</button>`),
  '/ways-out': () =>
    html(`<title>waiting</title><link rel="dns-prefetch" href="//leak.test"><link rel="preconnect" href="http://leak.test">
      <img src="http://10.0.0.7/a.png"><img src="http://inside.test/b.png"><iframe src="http://169.254.169.254/"></iframe>
      <iframe src="https://${OTHER}/frame"></iframe><script>
      const tries = {
        socket: () => new WebSocket('ws://127.0.0.1:8787/'),
        peers: () => new RTCPeerConnection({ iceServers: [{ urls: 'stun:leak.test' }] }),
        inside: () => fetch('http://10.0.0.7/'),
        worker: () => new Promise((resolve, reject) => {
          const worker = new Worker(URL.createObjectURL(new Blob(['fetch("http://10.0.0.8/").then(() => postMessage("out"), () => postMessage("in")); try { new WebSocket("ws://127.0.0.1:8787/").onopen = () => postMessage("out") } catch {}'])))
          worker.onmessage = ({ data }) => data === 'out' ? resolve() : reject()
        }),
      }
      const out = []
      await1()
      async function await1() {
        for (const [name, go] of Object.entries(tries)) try { await go(); out.push(name) } catch {}
        document.title = 'got out by: ' + (out.join(' ') || 'nothing')
      }</script>`),
}

export function answerOfDrawn(request: Request): Response {
  const url = new URL(request.url)
  if (url.hostname === OTHER)
    return html('<script>fetch("http://10.0.0.9/"); try { new WebSocket("ws://127.0.0.1:8787/") } catch {}</script>')
  if (url.pathname === '/shown') return html(`<p>cookies: ${request.headers.get('cookie')}</p>`)
  return pages[url.pathname]?.() ?? new Response('Nothing here.', { status: 404 })
}
