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
}

/** Every way to this machine that a page knows, whatever the guard says; its title tells which one led there. */
const waysOut = (port: string) => {
  const inside = `127.0.0.1:${port}`
  const worker = `fetch('http://${inside}/worker').then(() => postMessage('out'), () => postMessage('in'))
    try { new WebSocket('ws://${inside}/worker-socket').onopen = () => postMessage('out') } catch {}`
  return html(`<title>waiting</title><link rel="dns-prefetch" href="//leak.test"><link rel="preconnect" href="http://${inside}">
      <link rel="prefetch" href="http://${inside}/prefetch"><link rel="stylesheet" href="http://${inside}/style">
      <img src="http://10.0.0.7/a.png"><img src="http://inside.test/b.png"><img src="http://${inside}/c.png">
      <iframe src="http://169.254.169.254/"></iframe><iframe src="http://${inside}/frame"></iframe>
      <iframe src="https://${OTHER}/frame"></iframe><iframe srcdoc="<img src=http://${inside}/srcdoc>"></iframe>
      <video src="http://${inside}/film"></video><object data="http://${inside}/object"></object><a ping="http://${inside}/ping" href="#">p</a><script>
      document.querySelector('a').click()
      navigator.sendBeacon('http://${inside}/beacon', 'x')
      const opened = (Socket, path) => new Promise((resolve, reject) => {
        Object.assign(new Socket('ws://${inside}/' + path), { onopen: resolve, onerror: reject })
      })
      const tries = {
        socket: () => opened(WebSocket, 'socket'),
        frame: () => opened(document.querySelectorAll('iframe')[3].contentWindow.WebSocket, 'frame-socket'),
        peers: () => new RTCPeerConnection({ iceServers: [{ urls: 'stun:leak.test' }] }),
        transport: () => new WebTransport('https://${inside}/transport').ready,
        events: () => new Promise((resolve, reject) => Object.assign(new EventSource('http://${inside}/events'), { onopen: resolve, onerror: reject })),
        inside: () => fetch('http://${inside}/fetch', { mode: 'no-cors', keepalive: true }),
        service: () => navigator.serviceWorker.register('/service.js').then(() => Promise.reject()),
        worker: () => new Promise((resolve, reject) => {
          const url = URL.createObjectURL(new Blob([${JSON.stringify(worker)}]))
          new Worker(url).onmessage = ({ data }) => (data === 'out' ? resolve() : reject())
        }),
      }
      const go = async () => {
        const out = []
        for (const [name, go] of Object.entries(tries)) try { await go(); out.push(name) } catch {}
        document.title = 'got out by: ' + (out.join(' ') || 'nothing')
      }
      go()</script>`)
}

export const answerOfDrawn =
  (port: string) =>
  (request: Request): Response => {
    const url = new URL(request.url)
    const fetchInside = `fetch('http://127.0.0.1:${port}/other', { mode: 'no-cors' })`
    if (url.hostname === OTHER)
      return html(`<script>${fetchInside}; try { new WebSocket('ws://127.0.0.1:${port}/other') } catch {}</script>`)
    if (url.pathname === '/ways-out') return waysOut(port)
    if (url.pathname === '/service.js')
      return new Response(fetchInside, { headers: { 'content-type': 'text/javascript' } })
    if (url.pathname === '/shown') return html(`<p>cookies: ${request.headers.get('cookie')}</p>`)
    return pages[url.pathname]?.() ?? new Response('Nothing here.', { status: 404 })
  }
